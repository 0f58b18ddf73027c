// Asking for an approval: whom, what, what it costs, what comes of it, until when.
import { useState } from "react";
import { methods } from "@/api/client";
import type { PossibleApprover, Ticket } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { CheckField, SelectField, TextArea, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { approvalMethods } from "./approval_card";
import { approvalKinds, minorOf } from "./approval_words";

const sides = [
  { value: "client", label: "The client" },
  { value: "staff", label: "Our own people" },
];
const rules = [
  { value: "any", label: "One yes is enough" },
  { value: "all", label: "All must say yes" },
];
const keyOf = (person: PossibleApprover) => person.person_id || person.account_id;

export function AskDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const [side, setSide] = useState(ticket.kind === "internal" ? "staff" : "client");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [form, setForm] = useState({ kind: "access", question: "", consequence: "", cost: "", currency: "CHF", rule: "any", due: "" });
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const cost = form.cost.trim() ? minorOf(form.cost) : 0;
  const currency = form.currency.trim().toUpperCase();
  // Who may decide depends on what it is and what it costs.
  const about = { ticket_id: ticket.ticket_id, kind: form.kind, cost_minor: String(cost ?? 0), currency: cost ? currency : "" };
  const possible = useApi(methods.listPossibleApprovers, about, { staleTime: 0, keep: true }).data?.people;
  const ask = useChange(methods.askApproval, approvalMethods, {
    onSuccess: () => {
      say("It is asked.");
      onClose();
    },
  });
  const problem = ask.error ?? undefined;
  const people = possible?.filter((one) => (side === "client") === Boolean(one.person_id)) ?? [];
  const asked = people.filter((one) => chosen.includes(keyOf(one)) && !one.refusal).map(keyOf);
  const send = () =>
    ask.mutate({
      ticket_id: ticket.ticket_id,
      kind: form.kind,
      question: form.question.trim(),
      consequence: form.consequence.trim(),
      cost_minor: about.cost_minor,
      currency: about.currency,
      rule: form.rule,
      due_at_unix_ms: form.due ? new Date(form.due).getTime() : 0,
      person_ids: side === "client" ? asked : [],
      account_ids: side === "staff" ? asked : [],
    });
  return (
    <FormDialog
      wide
      title="Ask for an approval"
      description={
        side === "client" ? "The question is shown in the ticket, and the ticket waits for the client." : "The question stays internal."
      }
      submit="Ask"
      onSubmit={send}
      onClose={onClose}
      busy={ask.isPending}
      error={ask.error}
      disabled={!form.question.trim() || asked.length === 0 || cost === undefined}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        {ticket.kind !== "internal" && (
          <SelectField label="Who decides" choices={sides} value={side} onChange={(event) => setSide(event.target.value)} />
        )}
        <SelectField label="About" choices={approvalKinds} value={form.kind} onChange={(event) => set({ kind: event.target.value })} />
      </div>
      <fieldset className="space-y-2 rounded-lg border border-line p-3">
        <legend className="px-1 font-medium">Ask</legend>
        {possible && people.length === 0 && (
          <p className="text-dim">
            {side === "client"
              ? "No person of this client is an approver or the decision-maker. Give one of them that role on the client's page."
              : "Nobody of ours may decide."}
          </p>
        )}
        {people.map((one) => (
          <CheckField
            key={keyOf(one)}
            checked={chosen.includes(keyOf(one)) && !one.refusal}
            disabled={Boolean(one.refusal)}
            onChange={(event) => setChosen(event.target.checked ? [...chosen, keyOf(one)] : chosen.filter((id) => id !== keyOf(one)))}
            label={
              <>
                {one.name} <span className="text-dim">{one.roles}</span>
              </>
            }
            help={one.refusal || (one.has_address ? undefined : "Has no mail address: can decide in the console only.")}
          />
        ))}
      </fieldset>
      <TextArea
        label="Question"
        rows={3}
        maxLength={4000}
        value={form.question}
        error={problem?.field("question")}
        onChange={(event) => set({ question: event.target.value })}
      />
      <TextArea
        label="What comes of a yes, and of a no"
        rows={2}
        maxLength={4000}
        value={form.consequence}
        error={problem?.field("consequence")}
        onChange={(event) => set({ consequence: event.target.value })}
      />
      <div className="grid gap-3 sm:grid-cols-4">
        <TextField
          label="Cost"
          inputMode="decimal"
          value={form.cost}
          error={cost === undefined ? "An amount: 1250 or 1250.50" : problem?.field("cost_minor")}
          onChange={(event) => set({ cost: event.target.value })}
        />
        <TextField
          label="Currency"
          value={form.currency}
          maxLength={3}
          error={problem?.field("currency")}
          onChange={(event) => set({ currency: event.target.value })}
        />
        <TextField
          label="Decide until"
          type="datetime-local"
          value={form.due}
          error={problem?.field("due_at_unix_ms")}
          onChange={(event) => set({ due: event.target.value })}
        />
        {asked.length > 1 && (
          <SelectField label="Rule" choices={rules} value={form.rule} onChange={(event) => set({ rule: event.target.value })} />
        )}
      </div>
    </FormDialog>
  );
}
