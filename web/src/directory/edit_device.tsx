import { useState } from "react";
import { call, methods } from "@/api/client";
import type { Device } from "@/api/generated/schema";
import { queries, refresh, useApi } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { useSeen } from "@/ui/seen";
import { say, sayProblem } from "@/ui/toast";
import { asProblem, type Problem } from "@/api/problem";
import { criticalities } from "./change_fields";

const classes = [
  { value: "server", label: "Server" },
  { value: "workstation", label: "Workstation" },
  { value: "laptop", label: "Laptop" },
];

/// Name, class, criticality, site, who works with it and note. Only what changed is sent: an assumed criticality stays assumed.
export function EditDevice({ device: now, onClose }: { device: Device; onClose: () => void }) {
  const { seen: device, meanwhile } = useSeen(now);
  const [before] = useState(() => ({
    name: device.name,
    device_class: device.device_class,
    criticality: device.criticality,
    site_id: device.site_id,
    person_id: device.person_id,
    note: device.note ?? "",
  }));
  const [form, setForm] = useState(before);
  const [error, setError] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const sites = useApi(methods.listSites, { client_id: device.client_id, order_by: "name", page_size: 1000 }).data?.sites ?? [];
  const people = useApi(methods.listPeople, { client_id: device.client_id, order_by: "name", page_size: 1000 }).data?.people ?? [];
  // Of a client with thousands of people theirs may not be among the first.
  const theirs = device.person_id && !people.some((one) => one.person_id === device.person_id);
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const changed = (from: typeof form, to: typeof form) =>
    Object.fromEntries(Object.entries(to).filter(([name, value]) => from[name as keyof typeof form] !== value));
  const save = async () => {
    setBusy(true);
    try {
      await call(methods.updateDevice, { device_id: device.device_id, ...changed(before, form) }, { etag: device.etag });
      onClose();
      say(`Saved ${form.name}.`, () => {
        call(methods.updateDevice, { device_id: device.device_id, ...changed(form, before) })
          .catch((problem: unknown) => sayProblem("Not taken back.", problem))
          .finally(() => void refresh(queries, [methods.getDevice]));
      });
    } catch (problem) {
      setError(asProblem(problem));
    }
    setBusy(false);
    await refresh(queries, [methods.getDevice, methods.listChecks]);
  };
  return (
    <FormDialog
      title="Edit the device"
      submit="Save"
      onSubmit={() => void save()}
      onClose={onClose}
      busy={busy}
      error={error}
      disabled={!form.name.trim()}
    >
      {!busy && meanwhile}
      <TextField
        label="Name"
        value={form.name}
        onChange={(event) => set({ name: event.target.value })}
        maxLength={200}
        error={error?.field("name")}
        autoFocus
        help={device.hostname && device.hostname !== form.name ? `The machine calls itself ${device.hostname}.` : undefined}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField
          label="Class"
          value={form.device_class}
          choices={classes}
          onChange={(event) => set({ device_class: event.target.value })}
        />
        <SelectField
          label="Site"
          value={form.site_id}
          choices={[{ value: "", label: "No site" }, ...sites.map((site) => ({ value: site.site_id, label: site.name }))]}
          onChange={(event) => set({ site_id: event.target.value })}
        />
      </div>
      <SelectField
        label="Who works with it"
        value={form.person_id}
        choices={[
          { value: "", label: "Nobody in particular" },
          ...(theirs ? [{ value: device.person_id, label: device.person_name }] : []),
          ...people.map((one) => ({ value: one.person_id, label: one.name })),
        ]}
        onChange={(event) => set({ person_id: event.target.value })}
        error={error?.field("person_id")}
        help="They see it in their portal, and their calls are compared with what happens on it."
      />
      <SelectField
        label="Criticality"
        value={form.criticality}
        choices={criticalities}
        onChange={(event) => set({ criticality: event.target.value })}
        help={
          device.criticality_assumed && form.criticality === before.criticality
            ? "Assumed from the class; nobody has said it yet."
            : undefined
        }
      />
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
