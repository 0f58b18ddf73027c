// A new job: what, on which machines, why, when; then whom it reaches, before anything is asked of anybody.
import { useEffect, useState } from "react";
import { Link, useNavigate } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { JobPreview } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { usePageSearch } from "@/app/search";
import { Button } from "@/ui/button";
import { NotAllowed, ProblemLine } from "@/ui/empty";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { localInput } from "@/ui/format";
import { Page, Section } from "@/ui/panel";
import { useTitle } from "@/ui/title";
import { ActionFields } from "./action_fields";
import { actionOf, blankForm, missingOf, type JobForm } from "./job_form";
import { touchedByJob } from "./job_words";
import { PickDevices } from "./pick_devices";
import { Preview } from "./preview";

const day = 86_400_000;
const limits = [
  { value: "60", label: "1 minute" },
  { value: "300", label: "5 minutes" },
  { value: "1800", label: "30 minutes" },
  { value: "7200", label: "2 hours" },
];

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

// Where it begins: a device's page, a ticket, a script.
function useBeginning(take: (clientId: string, devices: readonly string[]) => void) {
  const [search] = usePageSearch();
  const device = useApi(methods.getDevice, { device_id: search.device ?? "" }, { enabled: Boolean(search.device) }).data;
  const ticket = useApi(methods.getTicket, { ticket_id: search.ticket ?? "" }, { enabled: Boolean(search.ticket) }).data;
  const clientId = device?.client_id ?? ticket?.client_id ?? "";
  const devices = device?.device_id ?? ticket?.device_id ?? "";
  useEffect(() => {
    if (clientId) take(clientId, devices ? [devices] : []);
    // Once it is known; what a person chose since is kept.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [clientId, devices]);
  return { search, ticket };
}

function Form() {
  const navigate = useNavigate();
  const [clientId, setClientId] = useState("");
  const [devices, setDevices] = useState<readonly string[]>([]);
  const { search, ticket } = useBeginning((client, ids) => {
    setClientId(client);
    setDevices(ids);
  });
  const [form, setForm] = useState<JobForm>(() => ({ ...blankForm, script_id: search.script ?? "" }));
  const [reason, setReason] = useState("");
  const [begins, setBegins] = useState("");
  const [ends, setEnds] = useState(() => localInput(Date.now() + day));
  const [limit, setLimit] = useState("300");
  const [shown, setShown] = useState<JobPreview>();
  const client = clientId || (search.client ?? "");
  const clients = useApi(methods.listClients, { order_by: "name", page_size: 1000 }, { staleTime: 60_000 }).data?.clients ?? [];
  const library = useApi(methods.listScripts, { order_by: "name", page_size: 1000 }).data?.scripts ?? [];
  const scripts = library.filter((one) => one.allowed_actions.includes("run"));
  const parameters = scripts.find((one) => one.script_id === form.script_id)?.parameters;
  const action = actionOf(form, parameters ?? []);
  const preview = useChange(methods.previewJob, [], { onSuccess: setShown });
  const create = useChange(methods.createJob, touchedByJob, {
    onSuccess: (made) => void navigate({ to: "/jobs/$job_id", params: { job_id: made.job_id } }),
  });
  // What was shown stands for what was asked then, and for nothing else.
  const changed = () => setShown(undefined);
  const from = begins ? new Date(begins).getTime() : 0,
    until = ends ? new Date(ends).getTime() : 0;
  const missing =
    (client ? "" : "Choose a client.") ||
    missingOf(form, parameters) ||
    (devices.length > 0 ? "" : "Name at least one machine.") ||
    (reason.trim() ? "" : "Say why.") ||
    (until > from ? "" : "It has to end after it begins.");
  const draft = () =>
    create.mutate({
      client_id: client,
      action,
      device_ids: [...devices],
      reason: reason.trim(),
      ticket_id: ticket?.ticket_id ?? "",
      not_before_unix_ms: from,
      not_after_unix_ms: until,
      timeout_s: limit,
    });
  const submit = () => (shown ? draft() : preview.mutate({ client_id: client, action, device_ids: [...devices] }));
  const problem = create.error ?? preview.error;
  return (
    <form
      className="space-y-5"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!missing && !preview.isPending && !create.isPending) submit();
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
      <ActionFields
        form={form}
        scripts={scripts}
        set={(part) => {
          setForm({ ...form, ...part });
          changed();
        }}
      />
      <SelectField
        label="Client"
        choices={[{ value: "", label: "Choose" }, ...clients.map((one) => ({ value: one.client_id, label: one.name ?? "" }))]}
        value={client}
        disabled={Boolean(ticket)}
        onChange={(event) => {
          setClientId(event.target.value);
          setDevices([]);
          changed();
        }}
      />
      <PickDevices
        clientId={client}
        chosen={devices}
        onChange={(ids) => {
          setDevices(ids);
          changed();
        }}
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
      <div className="grid gap-3 sm:grid-cols-3">
        <TextField
          label="Not before"
          help="Empty: as soon as it is signed"
          type="datetime-local"
          value={begins}
          error={problem?.field("not_before_unix_ms")}
          onChange={(event) => setBegins(event.target.value)}
        />
        <TextField
          label="Not after"
          help="No machine begins it later"
          type="datetime-local"
          value={ends}
          error={problem?.field("not_after_unix_ms")}
          onChange={(event) => setEnds(event.target.value)}
        />
        <SelectField label="May run for" choices={limits} value={limit} onChange={(event) => setLimit(event.target.value)} />
      </div>
      {shown && <Preview preview={shown} />}
      {problem && <ProblemLine error={problem} />}
      <Section title="Next" className="no-print">
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" tone="primary" busy={preview.isPending || create.isPending} disabled={Boolean(missing)}>
            {shown ? "Draft the job" : "Show whom it reaches"}
          </Button>
          <Button onClick={() => void navigate({ to: "/jobs" })}>Cancel</Button>
          <span role="status" className="text-dim">
            {missing || (shown ? "Nothing runs yet: it has to be signed." : "")}
          </span>
        </div>
      </Section>
    </form>
  );
}
