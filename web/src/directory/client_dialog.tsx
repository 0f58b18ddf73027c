// A client's own data: made and changed in the same form.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Client } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { words } from "@/ui/format";
import { say } from "@/ui/toast";
import { nextClientStates } from "./client_states";
import { ZoneField, zoneHere } from "./zone_field";

export function NewClient({ onClose, onMade }: { onClose: () => void; onMade: (client: Client) => void }) {
  const [form, setForm] = useState({ name: "", zone: zoneHere(), note: "" });
  const change = useChange(methods.createClient, [methods.listClients], {
    onSuccess: (client) => {
      onClose();
      say(`${client.name ?? "The client"} is there.`);
      onMade(client);
    },
  });
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  return (
    <FormDialog
      title="Add a client"
      submit="Add client"
      onSubmit={() => change.mutate({ ...form, name: form.name.trim() })}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
      disabled={!form.name.trim()}
    >
      <TextField
        label="Name"
        value={form.name}
        onChange={(event) => set({ name: event.target.value })}
        maxLength={200}
        error={change.error?.field("name")}
        autoFocus
      />
      <ZoneField value={form.zone} onChange={(zone) => set({ zone })} error={change.error?.field("zone")} />
      <TextArea
        label="Note"
        value={form.note}
        onChange={(event) => set({ note: event.target.value })}
        maxLength={4000}
        help="Only the provider's people see it."
      />
    </FormDialog>
  );
}

export function EditClient({ client, onClose }: { client: Client; onClose: () => void }) {
  const [form, setForm] = useState({ name: client.name ?? "", zone: client.zone, note: client.note ?? "", status: client.status });
  const change = useChange(methods.updateClient, [methods.listClients, methods.getClient], {
    onSuccess: () => {
      onClose();
      say(`Saved ${form.name}.`);
    },
  });
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const states = [client.status, ...nextClientStates(client.status)];
  return (
    <FormDialog
      title="Edit the client"
      submit="Save"
      onSubmit={() => change.mutate({ client_id: client.client_id, ...form, name: form.name.trim() })}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
      disabled={!form.name.trim()}
    >
      <TextField
        label="Name"
        value={form.name}
        onChange={(event) => set({ name: event.target.value })}
        maxLength={200}
        error={change.error?.field("name")}
        autoFocus
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label="Status"
          value={form.status}
          choices={states.map((state) => ({ value: state, label: words(state) }))}
          onChange={(event) => set({ status: event.target.value })}
          error={change.error?.field("status")}
        />
        <ZoneField value={form.zone} onChange={(zone) => set({ zone })} error={change.error?.field("zone")} />
      </div>
      <TextArea
        label="Note"
        value={form.note}
        onChange={(event) => set({ note: event.target.value })}
        maxLength={4000}
        help="Only the provider's people see it."
      />
    </FormDialog>
  );
}
