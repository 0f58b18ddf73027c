// Settings: ticket templates.
import { useState } from "react";
import { FileStack, Pencil, Plus, Ticket, Trash2 } from "lucide-react";
import { methods } from "@/api/client";
import type { TicketTemplate } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button, IconButton } from "@/ui/button";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { counted, words } from "@/ui/format";
import { Page, Section, Table } from "@/ui/panel";
import { useTitle } from "@/ui/title";
import { sayProblem } from "@/ui/toast";
import { FromTemplate } from "./from_template";
import { TemplateDialog } from "./template_dialog";

export default function TemplatesPage() {
  useTitle("Ticket templates");
  const query = useApi(methods.listTicketTemplates, { page_size: 500 });
  const [editing, setEditing] = useState<TicketTemplate | "new">();
  const [opening, setOpening] = useState<string>();
  const may = useMay("template.write");
  if (query.isError && !query.data) return <Failed what="the templates" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading what="templates" />;
  const templates = query.data.templates;
  const add = may && (
    <Button tone="primary" icon={Plus} onClick={() => setEditing("new")}>
      Add template
    </Button>
  );
  return (
    <Page>
      <Section title="Ticket templates" aside={templates.length > 0 && add}>
        {templates.length === 0 ? (
          <NoneYet title="No template is written yet." icon={FileStack}>
            <p>A template opens a ticket with its words, priority, queue and checklist. Scheduled tickets are opened from one.</p>
            {add}
          </NoneYet>
        ) : (
          <Table label="Ticket templates" head={["Name", "About", "Kind", "Checklist", ""]}>
            {templates.map((template) => (
              <Row
                key={template.template_id}
                template={template}
                edit={() => setEditing(template)}
                open={() => setOpening(template.template_id)}
              />
            ))}
          </Table>
        )}
      </Section>
      {editing && <TemplateDialog template={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />}
      {opening && <FromTemplate templateId={opening} onClose={() => setOpening(undefined)} />}
    </Page>
  );
}

function Row({ template, edit, open }: { template: TicketTemplate; edit: () => void; open: () => void }) {
  const remove = useChange(methods.deleteTicketTemplate, [methods.listTicketTemplates], {
    etag: template.etag,
    onError: (error) => sayProblem("The template was not deleted.", error),
  });
  return (
    <tr>
      <td className="font-medium whitespace-nowrap">{template.name}</td>
      <td className="w-full max-w-0 min-w-32 truncate text-dim">{template.title}</td>
      <td className="whitespace-nowrap">{words(template.kind)}</td>
      <td className="whitespace-nowrap">{template.checklist.length > 0 ? counted(template.checklist.length, "line", "lines") : "none"}</td>
      <td>
        <span className="flex justify-end">
          <IconButton icon={Ticket} label={`Open a ticket from ${template.name}`} onClick={open} />
          {template.allowed_actions.includes("edit") && <IconButton icon={Pencil} label={`Change ${template.name}`} onClick={edit} />}
          {template.allowed_actions.includes("delete") && (
            <IconButton
              icon={Trash2}
              label={`Delete ${template.name}`}
              onClick={() =>
                window.confirm(`Delete the template ${template.name}?`) && remove.mutate({ template_id: template.template_id })
              }
            />
          )}
        </span>
      </td>
    </tr>
  );
}
