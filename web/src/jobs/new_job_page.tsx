// A new job: what, on which machines, why, when; then whom it reaches, before anything is asked of anybody.
import { useEffect, useState } from "react";
import { Link, useNavigate } from "@tanstack/react-router";
import { methods } from "@/api/client";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { clientOfFilter, devicesOf } from "@/app/job_beginning";
import { usePageSearch } from "@/app/search";
import { Button } from "@/ui/button";
import { NotAllowed, ProblemLine } from "@/ui/empty";
import { CheckField, SelectField, TextArea, TextField } from "@/ui/field";
import { localInput } from "@/ui/format";
import { Page, Section } from "@/ui/panel";
import { useTitle } from "@/ui/title";
import { ActionFields } from "./action_fields";
import { actionOf, blankForm, missingOf, runLimits, type JobForm } from "./job_form";
import { touchedByJob } from "./job_words";
import { PickDevices, type Way } from "./pick_devices";
import { Preview } from "./preview";
import { usePreview } from "./use_preview";

const day = 86_400_000;

export default function NewJobPage() {
  useTitle(
    "New job",
    <Link to="/jobs" className="whitespace-nowrap text-dim hover:text-ink max-sm:hidden">
      Jobs /
    </Link>,
  );
  const may = useMay("job.write");
  return may ? (
    <Page narrow>
      <Form />
    </Page>
  ) : (
    <NotAllowed what="drafts of jobs" permission="job.write" />
  );
}

interface Machines {
  client: string;
  way: Way;
  filter: string;
  ids: readonly string[];
}

// Where it begins: machines or a filter of the list, a device's page, a ticket, a script. What a person chose since is kept.
function useMachines() {
  const [search] = usePageSearch();
  const named = devicesOf(search);
  const filter = search.q ?? "";
  const [machines, setMachines] = useState<Machines>({ client: search.client ?? clientOfFilter(filter), way: filter ? "filter" : "hand", filter, ids: named });
  const device = useApi(methods.getDevice, { device_id: named[0] ?? "" }, { enabled: named.length > 0 }).data;
  const ticket = useApi(methods.getTicket, { ticket_id: search.ticket ?? "" }, { enabled: Boolean(search.ticket) }).data;
  const client = device?.client_id ?? ticket?.client_id ?? "";
  const about = named.length === 0 ? (ticket?.device_id ?? "") : "";
  useEffect(() => {
    if (client) setMachines((before) => ({ ...before, client, ids: about ? [about] : before.ids }));
  }, [client, about]);
  return { search, ticket, machines, change: (part: Partial<Machines>) => setMachines((before) => ({ ...before, ...part })) };
}

const dayAhead = () => localInput(Date.now() + day);
const instantOf = (text: string): number => (text ? new Date(text).getTime() : 0);

function Form() {
  const navigate = useNavigate();
  const { search, ticket, machines, change } = useMachines();
  const { client, ids } = machines;
  const [form, setForm] = useState<JobForm>(() => ({ ...blankForm, script_id: search.script ?? "" }));
  const [when, setWhen] = useState(() => ({ begins: "", ends: dayAhead(), limit: "" }));
  const [reason, setReason] = useState("");
  const [isTest, setIsTest] = useState(false);
  const [isEmergency, setIsEmergency] = useState(false);
  const clients = useApi(methods.listClients, { order_by: "name", page_size: 1000 }, { staleTime: 60_000 }).data?.clients ?? [];
  const library = useApi(methods.listScripts, { order_by: "name", page_size: 1000 }).data?.scripts ?? [];
  const scripts = library.filter((one) => one.allowed_actions.includes("run"));
  const script = form.kind === "script" ? scripts.find((one) => one.script_id === form.script_id) : undefined;
  const parameters = script?.parameters;
  const limit = runLimits(Number(script?.timeout_s ?? 0), when.limit);
  const action = actionOf(form, parameters ?? []);
  const create = useChange(methods.createJob, touchedByJob, {
    onSuccess: (made) => void navigate({ to: "/jobs/$job_id", params: { job_id: made.job_id } }),
  });
  const from = instantOf(when.begins),
    until = instantOf(when.ends);
  const unsaid = missingOf(form, parameters) || (client ? "" : "Choose a client.") || (ids.length > 0 ? "" : "Name at least one machine.");
  const { preview, isCurrent, error } = usePreview(unsaid ? undefined : { client_id: client, action, device_ids: [...ids], device_filter: "" });
  const missing = unsaid || (reason.trim() ? "" : "Say why.") || (until > from ? "" : "It has to end after it begins.");
  const nobody = isCurrent && preview?.reached === 0 ? "No machine could get it: what stands in the way is said above." : "";
  const problem = create.error ?? error;
  const submit = () =>
    create.mutate({
      client_id: client,
      action,
      device_ids: [...ids],
      device_filter: "",
      reason: reason.trim(),
      ticket_id: ticket?.ticket_id ?? "",
      not_before_unix_ms: from,
      not_after_unix_ms: until,
      timeout_s: limit.value,
      is_test: form.kind === "script" && isTest,
      is_emergency: isEmergency,
    });
  return (
    <form
      className="space-y-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!missing && isCurrent && !nobody && !create.isPending) submit();
      }}
    >
      <p className="text-dim">
        A draft does nothing. It becomes a job when persons sign it with their own keys, and each machine decides for itself.
      </p>
      {ticket && (
        <p>
          For{" "}
          <Link to="/tickets/$ticket_id" params={{ ticket_id: ticket.ticket_id }} className="link">
            {ticket.reference} {ticket.title}
          </Link>
        </p>
      )}
      <ActionFields form={form} scripts={scripts} set={(part) => {
          setForm({ ...form, ...part });
          if (part.script_id !== undefined || part.kind) setWhen({ ...when, limit: "" });
        }}
      />
      {form.kind === "script" && (
        <CheckField
          label="It is a test of the script"
          help="The version then says on how many machines it was tested, when last, and how it ended."
          checked={isTest}
          onChange={(event) => setIsTest(event.target.checked)}
        />
      )}
      <SelectField
        label="Client"
        choices={[{ value: "", label: "Choose" }, ...clients.map((one) => ({ value: one.client_id, label: one.name ?? "" }))]}
        value={client}
        disabled={Boolean(ticket)}
        onChange={(event) => change({ client: event.target.value, ids: [] })}
      />
      <PickDevices
        clientId={client}
        way={machines.way}
        filter={machines.filter}
        chosen={ids}
        onWay={(way) => change({ way })}
        onFilter={(filter) => change({ filter })}
        onChange={(next) => change({ ids: next })}
      />
      <TextArea
        label="Why"
        help="Those who sign read it, and so does the client in the accountability log."
        rows={2}
        maxLength={500}
        value={reason}
        error={problem?.field("reason")}
        onChange={(event) => setReason(event.target.value)}
      />
      <CheckField
        label="It is an emergency"
        help="Then it goes out in a freeze, too. Any other job waits for the freeze to end."
        checked={isEmergency}
        onChange={(event) => setIsEmergency(event.target.checked)}
      />
      <div className="grid gap-3 sm:grid-cols-3">
        <TextField
          label="Not before"
          help="Empty: as soon as it is signed"
          type="datetime-local"
          value={when.begins}
          error={problem?.field("not_before_unix_ms")}
          onChange={(event) => setWhen({ ...when, begins: event.target.value })}
        />
        <TextField
          label="Not after"
          help="No machine begins it later"
          type="datetime-local"
          value={when.ends}
          error={problem?.field("not_after_unix_ms")}
          onChange={(event) => setWhen({ ...when, ends: event.target.value })}
        />
        <SelectField label="May run for" choices={limit.choices} value={limit.value} onChange={(event) => setWhen({ ...when, limit: event.target.value })} />
      </div>
      {preview && <Preview preview={preview} />}
      {problem && <ProblemLine error={problem} />}
      <Section title="Next" className="no-print">
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" tone="primary" busy={create.isPending} disabled={Boolean(missing) || !isCurrent || Boolean(nobody)}>
            Draft the job
          </Button>
          <Button onClick={() => void navigate({ to: "/jobs" })}>Cancel</Button>
          <span role="status" className="text-dim">
            {missing || nobody || (isCurrent ? "Nothing runs yet: it has to be signed." : "")}
          </span>
        </div>
      </Section>
    </form>
  );
}
