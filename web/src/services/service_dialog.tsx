// One service: what it is, whose it is, and what it needs.
import { useState } from "react";
import { X } from "lucide-react";
import { methods } from "@/api/client";
import type { ClientService } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button, IconButton } from "@/ui/button";
import { CommitSelect } from "@/ui/commit_select";
import { EditDialog, useEditing } from "@/ui/edit_dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { termText } from "@/ui/filter";
import { say } from "@/ui/toast";
import { kinds, touched, withGroup, withNeed, withoutNeed } from "./service_words";

const most = 500;
const criticalities = [
  { value: "C1", label: "C1: everything stands still" },
  { value: "C2", label: "C2: many cannot work" },
  { value: "C3", label: "C3: some cannot work" },
  { value: "C4", label: "C4: it can wait" },
];

interface Props {
  clientId: string;
  service?: ClientService; // nothing: a new one
  onClose: () => void;
}

export function ServiceDialog(props: Props) {
  const whole = useApi(methods.getService, { service_id: props.service?.service_id ?? "" }, { enabled: Boolean(props.service) });
  if (props.service && !whole.data) return null;
  return <Form {...props} service={whole.data} />;
}

function Form({ clientId, service, onClose }: Props) {
  const [form, setForm] = useState({
    name: service?.name ?? "",
    kind: service?.kind ?? "business",
    criticality: service?.criticality ?? "C3",
    owner_person_id: service?.owner_person_id ?? "",
    note: service?.note ?? "",
    needs: service?.needs ?? [],
  });
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const people = useApi(methods.listPeople, { client_id: clientId, order_by: "name", page_size: most });
  const { save, wrong, frame } = useEditing({
    create: methods.createService,
    update: methods.updateService,
    touches: touched,
    before: service,
    onDone: onClose,
  });
  const name = form.name.trim();
  return (
    <EditDialog
      thing="service"
      frame={frame}
      disabled={!name}
      onSave={() => save({ client_id: clientId, ...form, name }, { service_id: service?.service_id ?? "", ...form, name })}
    >
      <TextField
        label="Name"
        placeholder="Mail"
        value={form.name}
        maxLength={200}
        error={wrong("name")}
        autoFocus
        onChange={(event) => set({ name: event.target.value })}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <SelectField label="Kind" choices={kinds} value={form.kind} onChange={(event) => set({ kind: event.target.value })} />
        <SelectField label="If it fails" choices={criticalities} value={form.criticality} onChange={(event) => set({ criticality: event.target.value })} />
      </div>
      <SelectField
        label="Owner at the client"
        choices={[{ value: "", label: "Nobody" }, ...(people.data?.people ?? []).map((one) => ({ value: one.person_id, label: one.name }))]}
        value={form.owner_person_id}
        error={wrong("owner_person_id")}
        onChange={(event) => set({ owner_person_id: event.target.value })}
      />
      <Needs clientId={clientId} self={service?.service_id ?? ""} needs={form.needs} change={(needs) => set({ needs })} />
      {(service?.needed_by ?? []).length > 0 && <p className="text-dim">Needed by {service?.needed_by.map((one) => one.name).join(", ")}.</p>}
      <TextArea label="Note" rows={2} value={form.note} maxLength={4000} error={wrong("note")} onChange={(event) => set({ note: event.target.value })} />
      {service?.allowed_actions.includes("retire") && <Retire service={service} onDone={onClose} />}
    </EditDialog>
  );
}

function Retire({ service, onDone }: { service: ClientService; onDone: () => void }) {
  const back = useChange(methods.restoreService, touched, { onSuccess: () => say(`${service.name} is in use again.`) });
  const retire = useChange(methods.retireService, touched, {
    onSuccess: () => {
      onDone();
      say(`${service.name} is retired: nobody can name it any more.`, () => back.mutate({ service_id: service.service_id }));
    },
  });
  return (
    <Button busy={retire.isPending} onClick={() => retire.mutate({ service_id: service.service_id })}>
      Retire it
    </Button>
  );
}

type List = NonNullable<ClientService["needs"]>;

function Needs({ clientId, self, needs, change }: { clientId: string; self: string; needs: List; change: (needs: List) => void }) {
  const maySee = useMay("device.read");
  const devices = useApi(
    methods.listDevices,
    { filter: `${termText("client_id", clientId)} life:active`, order_by: "name", page_size: most },
    { enabled: maySee },
  );
  const services = useApi(methods.listServices, { filter: `${termText("client_id", clientId)} is:active`, order_by: "name", page_size: most });
  const machines = (devices.data?.devices ?? []).map((one) => ({ value: one.device_id, label: one.name }));
  const others = (services.data?.services ?? []).filter((one) => one.service_id !== self).map((one) => ({ value: one.service_id, label: one.name }));
  const add = (kind: string, choices: readonly { value: string; label: string }[]) => (value: string) => {
    const found = choices.find((one) => one.value === value);
    if (found) change(withNeed(needs, { kind, id: value, name: found.label, group: "" }));
  };
  return (
    <fieldset className="rounded-md border border-line p-3">
      <legend className="px-1 font-medium">Needs</legend>
      {needs.length === 0 && <p className="text-dim">Nothing yet: a call about it finds no machine.</p>}
      <ul>
        {needs.map((one) => (
          <li key={one.kind + one.id} className="flex min-h-9 flex-wrap items-center gap-2">
            <span className="min-w-0 flex-1 truncate">{one.name}</span>
            <span className="text-xs text-dim">{one.kind}</span>
            <input
              aria-label={`Group of ${one.name}`}
              title="Of those in one group any one is enough"
              placeholder="any one of…"
              className="h-7 w-32 rounded-md border border-field bg-panel px-2 text-xs"
              maxLength={40}
              value={one.group}
              onChange={(event) => change(withGroup(needs, one, event.target.value))}
            />
            <IconButton icon={X} label={`${one.name} is not needed`} onClick={() => change(withoutNeed(needs, one))} />
          </li>
        ))}
      </ul>
      <div className="mt-2 grid gap-2 sm:grid-cols-2">
        <CommitSelect label="A machine" hideLabel choices={[{ value: "", label: "A machine" }, ...machines]} value="" onTake={add("device", machines)} />
        <CommitSelect
          label="Another service"
          hideLabel
          choices={[{ value: "", label: "Another service" }, ...others]}
          value=""
          onTake={add("service", others)}
        />
      </div>
    </fieldset>
  );
}
