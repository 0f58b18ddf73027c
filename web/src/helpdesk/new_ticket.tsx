import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { methods } from "@/api/client";
import { useApi, useChange } from "@/api/query";
import { serverNow } from "@/api/server_time";
import { useClients } from "@/app/client_filter";
import { usePageSearch } from "@/app/search";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { shortTime, span } from "@/ui/format";
import { mostTitleLetters } from "@/ui/limits";
import { Slot } from "@/ui/slot";
import { say } from "@/ui/toast";
import { ImpactFields } from "./impact_fields";
import { PersonAndDevice } from "./person_and_device";
import { ServiceField } from "./service_field";
import { kinds, sources } from "./ticket_words";

const empty = {
  client_id: "",
  kind: "incident",
  source: "phone",
  title: "",
  description: "",
  impact: "limited",
  urgency: "medium",
  requester_person_id: "",
  device_id: "",
  service_id: "",
};
type Form = typeof empty;

// What began before it was written down. The server takes what is remembered within four hours.
const spoken = new Set(["phone", "chat", "walk_up"]);
const minutesBefore = [0, 5, 10, 15, 30, 60, 120, 180];
const minute = 60_000;

/// The address may say what it begins with: the device, the alert, the client.
export function NewTicket({ onClose }: { onClose: () => void }) {
  const [search] = usePageSearch();
  const navigate = useNavigate();
  const clients = useClients();
  const [typed, setTyped] = useState<Partial<Form>>({});
  const device = useApi(methods.getDevice, { device_id: search.device ?? "" }, { enabled: Boolean(search.device) }).data;
  const alert = useApi(methods.getAlert, { alert_id: search.alert ?? "" }, { enabled: Boolean(search.alert) }).data;
  const form: Form = {
    ...empty,
    client_id: search.client ?? (clients.length === 1 ? clients[0].client_id : ""),
    ...(device ? { client_id: device.client_id, device_id: device.device_id } : {}),
    ...(alert ? { client_id: alert.client_id, device_id: alert.device_id, title: alert.title, description: alert.plain_text } : {}),
    ...typed,
  };
  // A call began at the latest when its form was opened: typing does not make it later.
  const [opened] = useState(serverNow);
  const [before, setBefore] = useState(0);
  const began = spoken.has(form.source) ? Math.round(opened - before * minute) : 0;
  const set = (part: Partial<Form>) => setTyped({ ...typed, ...part });
  const change = useChange(methods.createTicket, [methods.listTickets, methods.listQueues], {
    onSuccess: (ticket) => {
      say(`${ticket.reference} is open.`);
      void navigate({ to: "/tickets/$ticket_id", params: { ticket_id: ticket.ticket_id } });
    },
  });
  const problem = change.error ?? undefined;
  // Asked for before anything is sent: the fields say what is missing, also to whoever presses Ctrl+Enter.
  const [tried, setTried] = useState(false);
  const title = form.title.trim();
  const open = () => {
    setTried(true);
    if (form.client_id && title) change.mutate({ ...form, title, contact_began_at_unix_ms: began });
  };
  return (
    <FormDialog
      wide
      title={search.make === "call" ? "Phone call: new ticket" : "New ticket"}
      submit="Open ticket"
      onSubmit={open}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label="Client"
          choices={[
            { value: "", label: "Choose a client" },
            ...clients.map((client) => ({ value: client.client_id, label: client.name ?? "" })),
          ]}
          value={form.client_id}
          onChange={(event) => set({ client_id: event.target.value, requester_person_id: "", device_id: "", service_id: "" })}
          error={tried && !form.client_id ? "Choose whose ticket it is." : problem?.field("client_id")}
        />
        <SelectField label="Came by" choices={sources} value={form.source} onChange={(event) => set({ source: event.target.value })} />
      </div>
      {began > 0 && (
        <SelectField
          label="Began"
          help="It counts as received then."
          choices={minutesBefore.map((minutes) => ({
            value: String(minutes),
            label: `${shortTime(opened - minutes * minute, opened)}, ${minutes ? `${span(minutes * minute)} earlier` : "when this form was opened"}`,
          }))}
          value={String(before)}
          onChange={(event) => setBefore(Number(event.target.value))}
          error={problem?.field("contact_began_at_unix_ms")}
        />
      )}
      <Slot place="new_ticket" clientId={form.client_id} onClose={onClose} />
      <TextField
        label="What it is about"
        value={form.title}
        onChange={(event) => set({ title: event.target.value })}
        error={tried && !title ? "Say it in one line." : problem?.field("title")}
        maxLength={mostTitleLetters}
        autoFocus
      />
      <Slot place="new_ticket_notice" clientId={form.client_id} title={form.title} />
      <TextArea
        label="Description"
        rows={4}
        value={form.description}
        onChange={(event) => set({ description: event.target.value })}
        error={problem?.field("description")}
      />
      <PersonAndDevice
        clientId={form.client_id}
        person={form.requester_person_id}
        device={form.device_id}
        onPerson={(id) => set({ requester_person_id: id })}
        onDevice={(id) => set({ device_id: id })}
      />
      <ServiceField clientId={form.client_id} value={form.service_id} onChange={(id) => set({ service_id: id })} />
      <ImpactFields
        impact={form.impact}
        urgency={form.urgency}
        onImpact={(impact) => set({ impact })}
        onUrgency={(urgency) => set({ urgency })}
      />
      <SelectField label="Kind" choices={kinds} value={form.kind} onChange={(event) => set({ kind: event.target.value })} />
    </FormDialog>
  );
}
