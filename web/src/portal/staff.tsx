// Somebody joins, moves or leaves: the questions that are asked anyway, once and in order.
import { useState, type FormEvent } from "react";
import { Send } from "lucide-react";
import { methods } from "@/api/client";
import type { Colleague } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { NotAllowed, ProblemLine } from "@/ui/empty";
import { CheckField, SelectField, TextArea, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { go, ticketAddress } from "./address";
import { Choices } from "./choices";
import { useDraft } from "./draft";
import { usePortal } from "./look";
import { Heading } from "./parts";
import { useMe } from "./who";
import { WhomToCall } from "./whom_to_call";

const kinds = [
  { value: "joiner", label: "Somebody joins", hint: "Accounts, a device, a place." },
  { value: "mover", label: "Somebody moves", hint: "Another job or another site." },
  { value: "leaver", label: "Somebody leaves", hint: "Access ends, things come back." },
];

function useForm() {
  const [kind, setKind] = useDraft("staff.kind", "joiner");
  const fields = {
    name: useDraft("staff.name"),
    person: useDraft("staff.person"),
    day: useDraft("staff.day"),
    job: useDraft("staff.job"),
    manager: useDraft("staff.manager"),
    like: useDraft("staff.like"),
    handOver: useDraft("staff.hand_over"),
    needs: useDraft("staff.needs"),
    note: useDraft("staff.note"),
  };
  const clear = () => {
    setKind("");
    Object.values(fields).forEach(([, set]) => set(""));
  };
  return { kind, setKind, fields, clear };
}

// On a phone the field that was refused is far up.
const toFirstWrong = () => requestAnimationFrame(() => document.querySelector<HTMLElement>("#main [aria-invalid=true]")?.focus());

export default function Staff() {
  const me = useMe();
  const form = useForm();
  const [atOnce, setAtOnce] = useState(false);
  const portal = usePortal().data;
  const people = useApi(
    methods.listColleagues,
    { client_id: me.client, order_by: "name", page_size: 1000 },
    { enabled: me.may("portal.people"), staleTime: 300_000 },
  ).data?.colleagues;
  const change = useChange(methods.reportStaffChange, [methods.listTickets], {
    onSuccess: (made) => {
      form.clear();
      say(`We have it: ${made.reference}.`);
      go(ticketAddress(made.ticket_id), true);
    },
    onError: () => toFirstWrong(),
  });
  if (!me.may("portal.staff")) return <NotAllowed what="this form" />;
  const { kind, fields } = form;
  const leaves = kind === "leaver",
    joins = kind === "joiner";
  const problem = change.error ?? undefined;
  const send = (event: FormEvent) => {
    event.preventDefault();
    const known = !joins && fields.person[0];
    change.mutate({
      client_id: me.client,
      kind,
      person_id: known || "",
      name: known ? "" : fields.name[0].trim(),
      effective_on: fields.day[0],
      job_title: leaves ? "" : fields.job[0].trim(),
      site_id: "",
      manager_person_id: leaves ? "" : fields.manager[0],
      like_person_id: leaves ? "" : fields.like[0],
      hand_over_person_id: leaves ? fields.handOver[0] : "",
      needs: leaves ? "" : fields.needs[0].trim(),
      at_once: leaves && atOnce,
      note: fields.note[0].trim(),
    });
  };
  const choose = (name: "person" | "manager" | "like" | "handOver", label: string, none: string) => (
    <ColleagueField label={label} none={none} people={people ?? []} value={fields[name][0]} onChange={fields[name][1]} />
  );
  const line = (name: "name" | "job", label: string, field: string) => (
    <TextField
      label={label}
      value={fields[name][0]}
      maxLength={200}
      className="h-11"
      error={problem?.field(field)}
      onChange={(event) => fields[name][1](event.target.value)}
    />
  );
  return (
    <>
      <Heading title="Somebody joins, moves or leaves" />
      <form onSubmit={send} className="max-w-2xl space-y-5" noValidate>
        <Choices name="kind" legend="What happens?" choices={kinds} value={kind} onChange={form.setKind} />
        {!joins && choose("person", "Who?", "Somebody else: the name is below")}
        {(joins || !fields.person[0]) && line("name", joins ? "Name" : "Name, if not in the list", "name")}
        <TextField
          label={leaves ? "Last day" : "First day"}
          type="date"
          value={fields.day[0]}
          className="h-11"
          error={problem?.field("effective_on")}
          onChange={(event) => fields.day[1](event.target.value)}
        />
        {!leaves && line("job", "What will they do?", "job_title")}
        {!leaves && choose("manager", "Who leads them?", "Not known yet")}
        {!leaves && choose("like", "Access like whom?", "Nobody, or I do not know")}
        {!leaves && (
          <TextArea
            label="What do they need?"
            help="Devices, programs, a telephone, keys."
            rows={4}
            value={fields.needs[0]}
            maxLength={4000}
            onChange={(event) => fields.needs[1](event.target.value)}
          />
        )}
        {leaves && choose("handOver", "Who gets the mailbox and the files?", "Nobody, or I do not know")}
        {leaves && (
          <CheckField
            label="Close everything now, before they know"
            help="We call you back first, at the number that we know. Please call us as well."
            checked={atOnce}
            onChange={(event) => setAtOnce(event.target.checked)}
          />
        )}
        {leaves && atOnce && <WhomToCall contact={portal} intro="Call us now:" className="rounded-xl border border-warn/60 bg-warn-bg px-4 py-2" />}
        <TextArea
          label="Anything else?"
          rows={3}
          value={fields.note[0]}
          maxLength={4000}
          onChange={(event) => fields.note[1](event.target.value)}
        />
        {problem && problem.fields.length === 0 && <ProblemLine error={problem} />}
        <Button type="submit" tone="primary" icon={Send} busy={change.isPending} className="h-11 w-full px-4 sm:w-auto">
          Send
        </Button>
      </form>
    </>
  );
}

interface ColleagueProps {
  label: string;
  none: string;
  people: readonly Colleague[];
  value: string;
  onChange: (id: string) => void;
}

function ColleagueField({ label, none, people, value, onChange }: ColleagueProps) {
  return (
    <SelectField
      label={label}
      className="h-11"
      choices={[{ value: "", label: none }, ...people.map((one) => ({ value: one.person_id, label: one.name }))]}
      value={people.some((one) => one.person_id === value) ? value : ""}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}
