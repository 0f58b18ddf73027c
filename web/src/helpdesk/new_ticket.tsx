import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { methods } from "@/api/client";
import { useApi, useChange } from "@/api/query";
import { useClients } from "@/app/client_filter";
import { usePageSearch } from "@/app/search";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { Slot } from "@/ui/slot";
import { say } from "@/ui/toast";
import { ImpactFields } from "./impact_fields";
import { PersonAndDevice } from "./person_and_device";
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
};
type Form = typeof empty;

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
  const set = (part: Partial<Form>) => setTyped({ ...typed, ...part });
  const change = useChange(methods.createTicket, [methods.listTickets, methods.listQueues], {
    onSuccess: (ticket) => {
      say(`${ticket.reference} is open.`);
      void navigate({ to: "/tickets/$ticket_id", params: { ticket_id: ticket.ticket_id } });
    },
  });
  const problem = change.error ?? undefined;
  return (
    <FormDialog
      wide
      title={search.make === "call" ? "Phone call: new ticket" : "New ticket"}
      submit="Open ticket"
      onSubmit={() => change.mutate({ ...form, title: form.title.trim() })}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
      disabled={!form.client_id || !form.title.trim()}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label="Client"
          choices={[
            { value: "", label: "Choose a client" },
            ...clients.map((client) => ({ value: client.client_id, label: client.name ?? "" })),
          ]}
          value={form.client_id}
          onChange={(event) => set({ client_id: event.target.value, requester_person_id: "", device_id: "" })}
        />
        <SelectField label="Came by" choices={sources} value={form.source} onChange={(event) => set({ source: event.target.value })} />
      </div>
      <Slot place="new_ticket" clientId={form.client_id} onClose={onClose} />
      <TextField
        label="What it is about"
        value={form.title}
        onChange={(event) => set({ title: event.target.value })}
        error={problem?.field("title")}
        maxLength={200}
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
