// The plan of a change: written anew, from a template, or changed.
import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { Change } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useClientId } from "@/app/search";
import { FormDialog } from "@/ui/dialog";
import { CheckField, SelectField, TextArea, TextField } from "@/ui/field";
import { useSeen } from "@/ui/seen";
import { choices, minorOf, readsChange, touchedByChange, typeLabel } from "./change_words";

const blank = {
  client_id: "",
  type: "normal",
  title: "",
  reason: "",
  plan: "",
  rollback: "",
  test: "",
  impact: "limited",
  likelihood: "low",
  affects_users: false,
  cost: "",
  currency: "CHF",
  template_id: "",
  devices: [] as string[],
};

function formOf(change: Change): typeof blank {
  return {
    ...blank,
    client_id: change.client_id,
    type: change.type,
    title: change.title,
    reason: change.reason,
    plan: change.plan,
    rollback: change.rollback,
    test: change.test,
    impact: change.impact || "limited",
    likelihood: change.likelihood || "low",
    affects_users: change.affects_users,
    cost: Number(change.cost_minor) > 0 ? String(Number(change.cost_minor) / 100) : "",
    currency: change.currency || "CHF",
    template_id: change.template_id,
    devices: change.devices.map((device) => device.device_id),
  };
}

export function ChangeForm({ change: now, onClose }: { change?: Change; onClose: () => void }) {
  const { seen: change, meanwhile } = useSeen(now);
  const navigate = useNavigate();
  const narrowed = useClientId();
  const [form, setForm] = useState(() => (change ? formOf(change) : { ...blank, client_id: narrowed }));
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const clients = useApi(methods.listClients, { order_by: "name", page_size: 1000 }, { enabled: !change, staleTime: 60_000 }).data?.clients ?? [];
  const templates =
    useApi(methods.listChangeTemplates, { filter: "state:approved", page_size: 200 }, { enabled: form.type === "standard" }).data?.templates ?? [];
  const create = useChange(methods.createChange, touchedByChange, {
    onSuccess: (made) => {
      onClose();
      void navigate({ to: "/changes/$change_id", params: { change_id: made.change_id } });
    },
  });
  const update = useChange(methods.updateChange, touchedByChange, { reads: readsChange, etag: change?.etag, onSuccess: onClose });
  const standard = form.type === "standard";
  const cost = minorOf(form.cost);
  const money = { affects_users: form.affects_users, cost_minor: String(cost ?? 0), currency: cost ? form.currency.trim().toUpperCase() : "" };
  const { reason, plan, rollback, test, impact, likelihood, type } = form;
  const save = () => {
    if (!change)
      return create.mutate({
        client_id: form.client_id,
        title: form.title,
        template_id: standard ? form.template_id : "",
        device_ids: form.devices,
        type,
        reason,
        plan,
        rollback,
        test,
        impact,
        likelihood,
        ...money,
      });
    const about = { change_id: change.change_id, devices: { device_ids: form.devices }, reason };
    return update.mutate(standard ? about : { ...about, type, plan, rollback, test, impact, likelihood, ...money });
  };
  const action = change ? update : create;
  const problem = action.error ?? undefined;
  const area = (label: string, name: "reason" | "plan" | "rollback" | "test", rows: number) => (
    <TextArea label={label} rows={rows} value={form[name]} error={problem?.field(name)} onChange={(event) => set({ [name]: event.target.value })} />
  );
  return (
    <FormDialog
      wide
      title={change ? "Change the plan" : "New change"}
      description={change ? "What was approved has to be approved again." : "A ticket of kind change is opened with it."}
      submit={change ? "Save" : "Draft"}
      onSubmit={save}
      onClose={onClose}
      busy={action.isPending}
      error={action.error}
      disabled={!form.client_id || !form.title.trim() || cost === undefined || (standard && !form.template_id)}
    >
      {!action.isPending && meanwhile}
      {!change && (
        <>
          <div className="grid gap-3 sm:grid-cols-2">
            <SelectField
              label="Client"
              choices={[{ value: "", label: "Choose" }, ...clients.map((one) => ({ value: one.client_id, label: one.name ?? "" }))]}
              value={form.client_id}
              onChange={(event) => set({ client_id: event.target.value, devices: [] })}
            />
            <SelectField
              label="Type"
              choices={["normal", "standard", "emergency"].map((value) => ({ value, label: typeLabel(value) }))}
              value={type}
              onChange={(event) => set({ type: event.target.value })}
            />
          </div>
          <TextField
            label="What is changed"
            value={form.title}
            maxLength={200}
            error={problem?.field("title")}
            onChange={(event) => set({ title: event.target.value })}
          />
        </>
      )}
      {standard && !change && (
        <SelectField
          label="Template"
          choices={[{ value: "", label: "Choose" }, ...templates.map((one) => ({ value: one.template_id, label: one.name ?? "" }))]}
          value={form.template_id}
          help={templates.length === 0 ? "No template is approved yet. They stand under Settings, Standard changes." : undefined}
          error={problem?.field("template_id")}
          onChange={(event) => set({ template_id: event.target.value })}
        />
      )}
      {area("Why", "reason", 2)}
      {!standard && (
        <>
          {area("What is done, step by step", "plan", 4)}
          {area("How it is taken back", "rollback", 3)}
          {area("How one sees that it worked", "test", 2)}
          <div className="grid gap-3 sm:grid-cols-2">
            <SelectField
              label="Impact if it fails"
              choices={choices(["limited", "significant", "extensive"])}
              value={impact}
              onChange={(event) => set({ impact: event.target.value })}
            />
            <SelectField
              label="How likely that is"
              choices={choices(["low", "medium", "high"])}
              value={likelihood}
              onChange={(event) => set({ likelihood: event.target.value })}
            />
          </div>
          <CheckField
            label="Users notice it"
            help="The client is asked before, as when it costs something."
            checked={form.affects_users}
            onChange={(event) => set({ affects_users: event.target.checked })}
          />
          <div className="grid grid-cols-[1fr_96px] gap-3">
            <TextField
              label="Cost to the client"
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
          </div>
        </>
      )}
      <Devices clientId={form.client_id} chosen={form.devices} onChange={(devices) => set({ devices })} />
    </FormDialog>
  );
}

function Devices({ clientId, chosen, onChange }: { clientId: string; chosen: readonly string[]; onChange: (ids: string[]) => void }) {
  const [text, setText] = useState("");
  const devices =
    useApi(
      methods.listDevices,
      { filter: `client_id:${clientId}`, order_by: "name", page_size: 1000 },
      { enabled: clientId !== "", staleTime: 60_000 },
    ).data?.devices ?? [];
  const wanted = text.trim().toLowerCase();
  const shown = devices.filter((one) => chosen.includes(one.device_id) || one.name.toLowerCase().includes(wanted)).slice(0, 30);
  if (!clientId) return null;
  return (
    <fieldset className="space-y-2 rounded-lg border border-line p-3">
      <legend className="px-1 font-medium">Devices ({chosen.length})</legend>
      {devices.length > 8 && (
        <TextField label="Find a device" hideLabel placeholder="Find a device" value={text} onChange={(event) => setText(event.target.value)} />
      )}
      {devices.length === 0 && <p className="text-dim">This client has no devices.</p>}
      <div className="scroll-thin grid max-h-40 gap-1 overflow-y-auto sm:grid-cols-2">
        {shown.map((one) => (
          <CheckField
            key={one.device_id}
            label={one.name}
            checked={chosen.includes(one.device_id)}
            onChange={(event) =>
              onChange(event.target.checked ? [...chosen, one.device_id] : chosen.filter((id) => id !== one.device_id))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
