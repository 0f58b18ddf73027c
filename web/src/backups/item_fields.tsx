// The fields of a protected item, for a new one and for one that is changed; what they hold becomes a request.
import { methods } from "@/api/client";
import type { BackupItem, CreateBackupItemRequest } from "@/api/generated/schema";
import type { Problem } from "@/api/problem";
import { useApi } from "@/api/query";
import { isOfClient, useMay } from "@/api/session";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { defaultObjectives, objectiveSeconds, objectiveText, objectiveWords } from "./backup_numbers";
import { criticalities, criticalityLabel, kindChoices } from "./backup_words";

export interface ItemForm {
  name: string;
  kind: string;
  device_id: string;
  criticality: string;
  rpo: string;
  rto: string;
  owner_id: string;
  decision: string;
  reason: string;
  note: string;
}
export const emptyItem: ItemForm = {
  name: "",
  kind: "machine",
  device_id: "",
  criticality: "",
  rpo: "",
  rto: "",
  owner_id: "",
  decision: "protect",
  reason: "",
  note: "",
};
export const formOf = (item: BackupItem): ItemForm => ({
  name: item.name,
  kind: item.kind,
  device_id: item.device_id,
  criticality: item.criticality,
  rpo: objectiveText(Number(item.rpo_s)),
  rto: objectiveText(Number(item.rto_s)),
  owner_id: item.owner_id,
  decision: item.decision || "protect",
  reason: item.reason,
  note: item.note ?? "",
});

const leastReason = 10;
export const saysWhy = (reason: string) => reason.trim().length >= leastReason;
export const reasonHelp = (reason: string) => (saysWhy(reason) ? "It is kept with your name and the date." : "At least ten characters.");

/// A decision needs its reason: always the one against a backup, and any that is changed.
export const wantsReason = (form: ItemForm, before?: ItemForm) => (before ? form.decision !== before.decision : form.decision === "not_needed");
/// Whether it can be sent; the server has the last word.
export const itemReady = (form: ItemForm, before?: ItemForm) =>
  form.name.trim() !== "" &&
  (!wantsReason(form, before) || saysWhy(form.reason)) &&
  (form.decision === "not_needed" || (objectiveSeconds(form.rpo) !== undefined && objectiveSeconds(form.rto) !== undefined));

export const requestOf = (form: ItemForm): Omit<CreateBackupItemRequest, "client_id"> => ({
  name: form.name.trim(),
  kind: form.kind,
  device_id: form.device_id,
  criticality: form.criticality,
  rpo_s: String(objectiveSeconds(form.rpo) ?? 0),
  rto_s: String(objectiveSeconds(form.rto) ?? 0),
  owner_id: form.owner_id,
  decision: form.decision,
  reason: form.reason.trim(),
  note: form.note.trim(),
});

interface Props {
  clientId: string;
  form: ItemForm;
  set: (part: Partial<ItemForm>) => void;
  error: Problem | null;
  before?: ItemForm; // what is changed; nothing: it is new
}

export function ItemFields({ clientId, form, set, error, before }: Props) {
  const devices =
    useApi(
      methods.listDevices,
      { filter: `client_id:${clientId}`, order_by: "name", page_size: 1000 },
      { enabled: clientId !== "", staleTime: 60_000 },
    ).data?.devices ?? [];
  const machine = devices.find((one) => one.device_id === form.device_id);
  const effective = form.criticality || machine?.criticality || "C3";
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label={form.decision === "not_needed" ? "What needs no backup" : "What is protected"}
          value={form.name}
          maxLength={200}
          placeholder="Accounting database"
          error={error?.field("name")}
          onChange={(event) => set({ name: event.target.value })}
        />
        <SelectField
          label="Kind"
          choices={kindChoices}
          value={form.kind}
          error={error?.field("kind")}
          onChange={(event) => set({ kind: event.target.value })}
        />
        <SelectField
          label="On which machine it lives"
          choices={[{ value: "", label: "On none of ours" }, ...devices.map((one) => ({ value: one.device_id, label: one.name }))]}
          value={form.device_id}
          error={error?.field("device_id")}
          onChange={(event) => set({ device_id: event.target.value })}
        />
        <SelectField
          label="Criticality"
          choices={[
            ...(before ? [] : [{ value: "", label: machine?.criticality ? `As the machine: ${machine.criticality}` : "C3, as nobody said otherwise" }]),
            ...criticalities.map((code) => ({ value: code, label: criticalityLabel(code) })),
          ]}
          value={form.criticality}
          error={error?.field("criticality")}
          onChange={(event) => set({ criticality: event.target.value })}
        />
      </div>
      <SelectField
        label="Decision"
        choices={[
          { value: "protect", label: "Protect it" },
          { value: "not_needed", label: "No backup is needed" },
        ]}
        value={form.decision}
        error={error?.field("decision")}
        onChange={(event) => set({ decision: event.target.value })}
      />
      {wantsReason(form, before) && <ReasonField form={form} error={error?.field("reason")} onChange={(reason) => set({ reason })} />}
      {form.decision === "protect" && <Objectives form={form} set={set} error={error} usual={before ? undefined : defaultObjectives(form.kind, effective)} />}
      <OwnerField form={form} set={set} error={error} />
      <TextArea label="Note" rows={2} value={form.note} maxLength={2000} error={error?.field("note")} onChange={(event) => set({ note: event.target.value })} />
    </>
  );
}

function ReasonField({ form, error, onChange }: { form: ItemForm; error?: string; onChange: (reason: string) => void }) {
  const isAgainst = form.decision === "not_needed";
  return (
    <TextArea
      label={isAgainst ? "Why no backup is needed" : "Why it is protected now"}
      rows={3}
      value={form.reason}
      maxLength={1000}
      placeholder={isAgainst ? "It holds nothing of its own: it is set up anew from the image within an hour." : undefined}
      help={saysWhy(form.reason) ? reasonHelp(form.reason) : "A sentence that still convinces in a year: at least ten characters."}
      error={error}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/// Only for those who may see who works here.
function OwnerField({ form, set, error }: Pick<Props, "form" | "set" | "error">) {
  const may = useMay("account.read");
  const accounts = useApi(methods.listAccounts, { order_by: "name", page_size: 1000 }, { enabled: may, staleTime: 60_000 }).data?.accounts;
  if (!accounts) return null;
  const ours = accounts.filter((one) => one.account_id === form.owner_id || (one.status === "active" && !isOfClient(one)));
  return (
    <SelectField
      label="Who looks after it"
      choices={[{ value: "", label: "Nobody in particular" }, ...ours.map((one) => ({ value: one.account_id, label: one.name ?? one.email ?? "" }))]}
      value={form.owner_id}
      error={error?.field("owner_id")}
      onChange={(event) => set({ owner_id: event.target.value })}
    />
  );
}

/// Without `usual` nothing is taken for what is left empty: then none is agreed.
function Objectives({ form, set, error, usual }: Pick<Props, "form" | "set" | "error"> & { usual?: { rpo_s: number; rto_s: number } }) {
  const help = (seconds: number | undefined, what: string) => `${what} Left empty: ${seconds ? objectiveWords(seconds) : "none is agreed"}.`;
  const wrong = (text: string) => (objectiveSeconds(text) === undefined ? "Write it as 4h, 90m or 7d." : undefined);
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <TextField
        label="How much may be lost (RPO)"
        value={form.rpo}
        placeholder={usual && objectiveText(usual.rpo_s)}
        help={help(usual?.rpo_s, "The newest recovery point may be so old.")}
        error={wrong(form.rpo) ?? error?.field("rpo_s")}
        onChange={(event) => set({ rpo: event.target.value })}
      />
      <TextField
        label="How long a restore may take (RTO)"
        value={form.rto}
        placeholder={usual && objectiveText(usual.rto_s)}
        help={help(usual?.rto_s, "It is usable again after so long.")}
        error={wrong(form.rto) ?? error?.field("rto_s")}
        onChange={(event) => set({ rto: event.target.value })}
      />
    </div>
  );
}
