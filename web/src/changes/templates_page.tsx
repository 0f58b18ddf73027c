// Templates of standard changes: written by one person, approved by another, then used without asking again.
import { useState } from "react";
import { FileCheck, Plus } from "lucide-react";
import { methods } from "@/api/client";
import type { ChangeTemplate } from "@/api/generated/schema";
import { useApiPages, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { More } from "@/ui/more";
import { FormDialog } from "@/ui/dialog";
import { Failed, Loading, NoneYet, ProblemLine } from "@/ui/empty";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { counted } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Section } from "@/ui/panel";
import { Ago } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { choices } from "./change_words";

const touched = [methods.listChangeTemplates];

export default function TemplatesPage() {
  useTitle("Standard changes");
  const mayWrite = useMay("change.template");
  const [edits, setEdits] = useState<ChangeTemplate | "new">();
  const query = useApiPages(methods.listChangeTemplates, { page_size: 100 }, (answer) => answer.templates);
  useKeys(mayWrite ? [{ keys: "c", label: "New template", group: "Lists", run: () => setEdits("new") }] : []);
  if (query.isError && query.rows.length === 0) return <Failed what="the templates" error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Loading what="the templates" />;
  return (
    <Section
      title="Standard changes"
      aside={
        mayWrite && (
          <Button icon={Plus} keys="c" onClick={() => setEdits("new")}>
            New
          </Button>
        )
      }
    >
      <p className="mb-3 text-dim">What is done the same way every time is approved once, as a template, and then scheduled without asking again.</p>
      {query.rows.length === 0 ? (
        <NoneYet icon={FileCheck} title="No template yet.">
          Write down what you do again and again: a restart, a certificate, a new mailbox size.
        </NoneYet>
      ) : (
        <ul className="space-y-3">
          {query.rows.map((one) => (
            <li key={one.template_id}>
              <Shown template={one} onEdit={() => setEdits(one)} />
            </li>
          ))}
        </ul>
      )}
      <More of={query} className="mt-3">Show more</More>
      {edits && <TemplateDialog template={edits === "new" ? undefined : edits} onClose={() => setEdits(undefined)} />}
    </Section>
  );
}

const stateWords: Record<string, string> = { written: "waits for another person", approved: "approved", retired: "retired" };

function Shown({ template, onEdit }: { template: ChangeTemplate; onEdit: () => void }) {
  const approve = useChange(methods.approveChangeTemplate, touched);
  const retire = useChange(methods.retireChangeTemplate, touched);
  const may = (action: string) => template.allowed_actions.includes(action);
  const error = approve.error ?? retire.error;
  return (
    <article aria-label={template.name} className="rounded-lg border border-line p-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="font-semibold">{template.name}</h3>
        <div className="flex flex-wrap gap-2">
          {may("approve") && (
            <Button tone="primary" busy={approve.isPending} onClick={() => approve.mutate({ template_id: template.template_id, etag: template.etag })}>
              Approve
            </Button>
          )}
          {may("edit") && <Button onClick={onEdit}>Edit</Button>}
          {may("retire") && (
            <Button tone="quiet" busy={retire.isPending} onClick={() => retire.mutate({ template_id: template.template_id })}>
              Retire
            </Button>
          )}
        </div>
      </div>
      <p className="text-xs text-dim">
        {stateWords[template.state] ?? template.state}
        {template.approved_by && ` by ${template.approved_by}`}; written by {template.author}, <Ago at={template.changed_at_unix_ms} />; used{" "}
        {counted(template.used, "time", "times")}
      </p>
      <p className="mt-2 line-clamp-4 break-words whitespace-pre-wrap">{template.plan}</p>
      {Boolean(error) && <ProblemLine error={error} />}
    </article>
  );
}

function TemplateDialog({ template, onClose }: { template?: ChangeTemplate; onClose: () => void }) {
  const [form, setForm] = useState(() => ({
    name: template?.name ?? "",
    plan: template?.plan ?? "",
    rollback: template?.rollback ?? "",
    test: template?.test ?? "",
    impact: template?.impact ?? "limited",
    likelihood: template?.likelihood ?? "low",
  }));
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const create = useChange(methods.createChangeTemplate, touched, { onSuccess: onClose });
  const update = useChange(methods.updateChangeTemplate, touched, { etag: template?.etag, onSuccess: onClose });
  const action = template ? update : create;
  const area = (label: string, name: "plan" | "rollback" | "test", rows: number) => (
    <TextArea
      label={label}
      rows={rows}
      value={form[name]}
      error={action.error?.field(name)}
      onChange={(event) => set({ [name]: event.target.value })}
    />
  );
  return (
    <FormDialog
      wide
      title={template ? "Change the template" : "New template"}
      description="It is of use once another person approved it."
      submit="Save"
      onSubmit={() => (template ? update.mutate({ template_id: template.template_id, ...form }) : create.mutate(form))}
      onClose={onClose}
      busy={action.isPending}
      error={action.error}
    >
      <TextField
        label="Name"
        value={form.name}
        maxLength={200}
        error={action.error?.field("name")}
        onChange={(event) => set({ name: event.target.value })}
      />
      {area("What is done, step by step", "plan", 5)}
      {area("How it is taken back", "rollback", 3)}
      {area("How one sees that it worked", "test", 2)}
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label="Impact if it fails"
          choices={choices(["limited", "significant", "extensive"])}
          value={form.impact}
          onChange={(event) => set({ impact: event.target.value })}
        />
        <SelectField
          label="How likely that is"
          choices={choices(["low", "medium", "high"])}
          value={form.likelihood}
          onChange={(event) => set({ likelihood: event.target.value })}
        />
      </div>
    </FormDialog>
  );
}
