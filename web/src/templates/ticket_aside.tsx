// The checklist of a ticket: ticked off in place; a required line holds the ticket until it is done.
import { useState, type FormEvent } from "react";
import { X } from "lucide-react";
import { methods } from "@/api/client";
import type { ChecklistItem, Ticket } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { useAdds } from "@/ui/adds";
import { Button, IconButton } from "@/ui/button";
import { useCommands } from "@/ui/commands";
import { CommitSelect } from "@/ui/commit_select";
import { CheckField, TextField } from "@/ui/field";
import { reveal } from "@/ui/focus";
import { Section } from "@/ui/panel";
import { Chip } from "@/ui/status";
import { Moment } from "@/ui/time";
import { sayProblem } from "@/ui/toast";

const touched = [methods.listChecklist, methods.getTicket];
const wrong = { onError: (error: unknown) => sayProblem("The checklist did not change.", error) };

export default function ChecklistPanel({ ticket }: { ticket: Ticket }) {
  const may = useMay("template.use");
  const { data } = useApi(methods.listChecklist, { ticket_id: ticket.ticket_id, page_size: 200 }, { enabled: may });
  const [adding, setAdding] = useState(false);
  const alive = ticket.allowed_actions.includes("edit");
  const none = data?.items.length === 0;
  const begin = { label: "A checklist", command: "Add to the checklist", run: () => setAdding(true) };
  useAdds([begin], may && alive && none && !adding);
  useCommands(may && alive && !(none && !adding) ? [{ label: begin.command, run: begin.run }] : []);
  if (!may || !data) return null;
  if (none && !adding) return null;
  const done = data.items.filter((item) => item.done).length;
  return (
    <Section
      title="Checklist"
      aside={
        <>
          {data.items.length > 0 && (
            <span className="text-xs text-dim">
              {done} of {data.items.length} done
            </span>
          )}
          {alive && (
            <Button tone="quiet" onClick={() => setAdding(!adding)}>
              {adding ? "Done adding" : "Add"}
            </Button>
          )}
        </>
      }
    >
      <ul className="space-y-1">
        {data.items.map((item) => (
          <Line key={item.item_id} item={item} alive={alive} removable={adding} />
        ))}
      </ul>
      {adding && <AddLines ticket={ticket} />}
    </Section>
  );
}

function Line({ item, alive, removable }: { item: ChecklistItem; alive: boolean; removable: boolean }) {
  const [wish, setWish] = useState<boolean>(); // shown until the server has answered
  const change = useChange(methods.updateChecklistItem, touched, { ...wrong, onSettled: () => setWish(undefined) });
  const remove = useChange(methods.removeChecklistItem, touched, wrong);
  const ids = { ticket_id: item.ticket_id, item_id: item.item_id };
  return (
    <li className="flex items-start gap-1">
      <CheckField
        className="min-w-0 flex-1 coarse:min-h-11"
        checked={wish ?? item.done}
        disabled={!alive}
        onChange={(event) => {
          setWish(event.target.checked);
          change.mutate({ ...ids, done: event.target.checked });
        }}
        label={
          <span className={`break-words ${item.done ? "text-dim line-through" : ""}`}>
            {item.title} {item.required && !item.done && <Chip>Required</Chip>}
          </span>
        }
        help={
          item.done && (
            <>
              {item.done_by}, <Moment at={item.done_at_unix_ms} />
            </>
          )
        }
      />
      {removable && <IconButton icon={X} label={`Remove ${item.title}`} onClick={() => remove.mutate(ids)} />}
    </li>
  );
}

function AddLines({ ticket }: { ticket: Ticket }) {
  const [title, setTitle] = useState("");
  const [required, setRequired] = useState(false);
  const templates = useApi(methods.listTicketTemplates, { page_size: 500 }, { staleTime: 60_000 }).data?.templates ?? [];
  const add = useChange(methods.addChecklistItem, touched, { ...wrong, onSuccess: () => setTitle("") });
  const addAll = useChange(methods.addChecklist, touched, wrong);
  const send = (event: FormEvent) => {
    event.preventDefault();
    if (title.trim()) add.mutate({ ticket_id: ticket.ticket_id, title: title.trim(), required });
  };
  const withLines = templates.filter((one) => one.checklist.length > 0);
  return (
    <form ref={reveal} onSubmit={send} className="mt-2 space-y-2 rounded-lg border border-line p-2">
      <TextField label="Another line" value={title} maxLength={300} autoFocus onChange={(event) => setTitle(event.target.value)} />
      <CheckField
        label="Must be done before the ticket is resolved"
        checked={required}
        onChange={(event) => setRequired(event.target.checked)}
      />
      <Button type="submit" busy={add.isPending} disabled={!title.trim()}>
        Add line
      </Button>
      {withLines.length > 0 && (
        <CommitSelect
          label="Or the checklist of a template"
          value=""
          choices={[{ value: "", label: "Choose a template" }, ...withLines.map((one) => ({ value: one.template_id, label: one.name }))]}
          onTake={(template_id) => addAll.mutate({ ticket_id: ticket.ticket_id, template_id })}
        />
      )}
    </form>
  );
}
