import { useState } from "react";
import type { Ticket, UpdateTicketRequest } from "@/api/generated/schema";
import { methods } from "@/api/client";
import { asProblem } from "@/api/problem";
import { useApi } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { mostTitleLetters } from "@/ui/limits";
import { ImpactFields } from "./impact_fields";
import { PersonAndDevice } from "./person_and_device";
import { update } from "./ticket_actions";
import { kinds, matrixPriority, priorities, shortestReason } from "./ticket_words";

type Form = Required<
  Pick<
    UpdateTicketRequest,
    "title" | "description" | "kind" | "impact" | "urgency" | "requester_person_id" | "device_id" | "priority" | "priority_reason" | "category_id" | "reason"
  >
>;

/// Only what was changed is sent: what a colleague changed meanwhile stays theirs.
export function changedParts(before: Form, after: Form): Partial<Form> {
  const parts: Partial<Form> = {};
  for (const name of Object.keys(after) as (keyof Form)[]) if (after[name] !== before[name]) parts[name] = after[name];
  if (parts.priority === undefined) delete parts.priority_reason;
  if ([parts.kind, parts.priority, parts.impact, parts.urgency].every((part) => part === undefined)) delete parts.reason;
  return parts;
}

/// The priority that comes of it: the one that was chosen, or what impact and urgency make where nobody chose one before.
export function priorityAfter(before: Form, after: Form, isOverridden: boolean): string {
  if (after.priority !== before.priority) return after.priority;
  const moved = after.impact !== before.impact || after.urgency !== before.urgency;
  return moved && !isOverridden ? matrixPriority(after.impact, after.urgency) : before.priority;
}

/// What the field of the reason asks; "": nothing that needs one.
export function whyWords(before: Form, after: Form, isOverridden: boolean): string {
  const kind = after.kind !== before.kind;
  const next = priorityAfter(before, after, isOverridden);
  // Of a priority that impact and urgency do not make there is a reason already.
  const isTold = after.priority !== before.priority && after.priority !== matrixPriority(after.impact, after.urgency);
  const lowered = next > before.priority && (before.priority === "P1" || before.priority === "P2") && !isTold;
  if (kind && lowered) return "Why another kind, and a lower priority";
  return kind ? "Why another kind" : lowered ? `Why it is no ${before.priority}` : "";
}

export function EditTicket({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const [before] = useState<Form>(() => ({
    title: ticket.title,
    description: ticket.description,
    kind: ticket.kind,
    impact: ticket.impact,
    urgency: ticket.urgency,
    requester_person_id: ticket.requester_person_id,
    device_id: ticket.device_id,
    priority: ticket.priority,
    priority_reason: ticket.priority_reason ?? "",
    category_id: ticket.category_id,
    reason: "",
  }));
  const categories = useApi(methods.listTicketCategories, {}, { staleTime: 60_000 });
  const tree = [
    { value: "", label: "None" },
    ...(categories.data?.categories ?? []).map((one) => ({ value: one.category_id, label: one.path })),
  ];
  if (ticket.category_id && !tree.some((one) => one.value === ticket.category_id))
    tree.push({ value: ticket.category_id, label: ticket.category });
  const [form, setForm] = useState(before);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const set = (part: Partial<Form>) => setForm({ ...form, ...part });
  const problem = error ? asProblem(error) : undefined;
  const computed = matrixPriority(form.impact, form.urgency);
  const why = whyWords(before, form, ticket.priority_overridden);
  const send = () => {
    const parts = changedParts(before, form);
    if (Object.keys(parts).length === 0) {
      onClose();
      return;
    }
    setBusy(true);
    update(ticket, parts)
      .then(onClose, setError)
      .finally(() => setBusy(false));
  };
  return (
    <FormDialog
      wide
      title={`Edit ${ticket.reference}`}
      submit="Save"
      onSubmit={send}
      onClose={onClose}
      busy={busy}
      error={error}
      disabled={!form.title.trim()}
    >
      <TextField
        label="What it is about"
        value={form.title}
        onChange={(event) => set({ title: event.target.value })}
        error={problem?.field("title")}
        maxLength={mostTitleLetters}
        autoFocus
      />
      <TextArea
        label="Description"
        rows={4}
        value={form.description}
        onChange={(event) => set({ description: event.target.value })}
        error={problem?.field("description")}
      />
      <ImpactFields
        impact={form.impact}
        urgency={form.urgency}
        onImpact={(impact) => set({ impact })}
        onUrgency={(urgency) => set({ urgency })}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label="Priority"
          choices={priorities.map((value) => ({ value, label: value === computed ? `${value}, as impact and urgency make it` : value }))}
          value={form.priority}
          onChange={(event) => set({ priority: event.target.value })}
          error={problem?.field("priority")}
        />
        <SelectField
          label="Kind"
          choices={kinds}
          value={form.kind}
          onChange={(event) => set({ kind: event.target.value })}
          error={problem?.field("kind")}
        />
      </div>
      {form.priority !== computed && (
        <TextField
          label="Why another priority"
          help={`At least ${shortestReason} letters.`}
          value={form.priority_reason}
          onChange={(event) => set({ priority_reason: event.target.value })}
          error={problem?.field("priority_reason")}
          maxLength={1000}
        />
      )}
      {why && (
        <TextField
          label={why}
          help={
            form.kind === before.kind
              ? `At least ${shortestReason} letters: it stands among the exceptions of the month, and a second person agrees to it.`
              : "Needed where a promise to whoever asked ends by it, or was missed: it stands among the exceptions of the month."
          }
          value={form.reason}
          onChange={(event) => set({ reason: event.target.value })}
          error={problem?.field("reason")}
          maxLength={1000}
        />
      )}
      <SelectField
        label="Category"
        help={ticket.state === "new" ? "Choosing one marks the ticket as triaged." : undefined}
        choices={tree}
        value={form.category_id}
        onChange={(event) => set({ category_id: event.target.value })}
        error={problem?.field("category_id")}
      />
      <PersonAndDevice
        clientId={ticket.client_id}
        person={form.requester_person_id}
        device={form.device_id}
        onPerson={(id) => set({ requester_person_id: id })}
        onDevice={(id) => set({ device_id: id })}
      />
    </FormDialog>
  );
}
