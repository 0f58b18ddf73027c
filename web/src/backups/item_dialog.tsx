// Deciding about the backup of something: protect it, or say why not. And changing what was decided.
import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { BackupItem } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { useClients } from "@/app/client_filter";
import { useClientId } from "@/app/search";
import { FormDialog } from "@/ui/dialog";
import { SelectField } from "@/ui/field";
import { useSeen } from "@/ui/seen";
import { say } from "@/ui/toast";
import { readsItem, touchedByBackup } from "./backup_words";
import { emptyItem, formOf, ItemFields, itemReady, requestOf, type ItemForm } from "./item_fields";

export interface ItemBeginning extends Partial<ItemForm> {
  client_id?: string;
  client_name?: string; // given: the client is not asked for
}

const nothing: ItemBeginning = {};

/// A new item. `stays`: the page it was made from goes on being shown.
export function ItemDialog({ begin = nothing, stays, onClose }: { begin?: ItemBeginning; stays?: boolean; onClose: () => void }) {
  const navigate = useNavigate();
  const narrowedTo = useClientId();
  const { client_id: given, client_name, ...fields } = begin;
  const [clientId, setClientId] = useState(given ?? narrowedTo);
  const [form, setForm] = useState<ItemForm>({ ...emptyItem, ...fields });
  const clients = useClients();
  const create = useChange(methods.createBackupItem, touchedByBackup, {
    reads: readsItem,
    onSuccess: (item) => {
      onClose();
      const open = () => void navigate({ to: "/backups/items/$item_id", params: { item_id: item.item_id } });
      if (stays) say(item.decision === "not_needed" ? `${item.name}: no backup is needed.` : `${item.name} is to be protected; it has no plan yet.`);
      else open();
    },
  });
  return (
    <FormDialog
      wide
      title={form.decision === "not_needed" ? "No backup needed" : "New protected item"}
      description={client_name && `Of ${client_name}.`}
      submit={form.decision === "not_needed" ? "Decide" : "Protect"}
      onSubmit={() => create.mutate({ client_id: clientId, ...requestOf(form) })}
      onClose={onClose}
      busy={create.isPending}
      error={create.error}
      disabled={!clientId || !itemReady(form)}
    >
      {!client_name && (
        <SelectField
          label="Client"
          choices={[{ value: "", label: "Choose" }, ...clients.map((one) => ({ value: one.client_id, label: one.name ?? "" }))]}
          value={clientId}
          onChange={(event) => {
            setClientId(event.target.value);
            setForm({ ...form, device_id: "" });
          }}
        />
      )}
      <ItemFields clientId={clientId} form={form} set={(part) => setForm((before) => ({ ...before, ...part }))} error={create.error} />
    </FormDialog>
  );
}

/// Only what was changed is sent: nobody else's change is written over.
export function EditItem({ item: now, onClose }: { item: BackupItem; onClose: () => void }) {
  const { seen: item, meanwhile } = useSeen(now);
  const [before] = useState(() => formOf(item));
  const [form, setForm] = useState({ ...before, reason: "" });
  const back = useChange(methods.updateBackupItem, touchedByBackup, { reads: readsItem });
  const update = useChange(methods.updateBackupItem, touchedByBackup, {
    reads: readsItem,
    etag: item.etag,
    onSuccess: () => {
      const asBefore = { ...before, reason: "Taken back right after it was changed." };
      say(`${form.name.trim()} was changed.`, () => back.mutate({ item_id: item.item_id, ...changed(form, asBefore) }));
      onClose();
    },
  });
  return (
    <FormDialog
      wide
      title={`Change ${item.name}`}
      description={`Of ${item.client_name}.`}
      submit="Save"
      onSubmit={() => update.mutate({ item_id: item.item_id, ...changed(before, form) })}
      onClose={onClose}
      busy={update.isPending}
      error={update.error}
      disabled={!itemReady(form, before)}
    >
      {meanwhile}
      <ItemFields before={before} clientId={item.client_id} form={form} set={(part) => setForm((one) => ({ ...one, ...part }))} error={update.error} />
    </FormDialog>
  );
}

function changed(from: ItemForm, to: ItemForm) {
  const before = requestOf(from),
    after = requestOf(to);
  const fields = Object.entries(after).filter(([name, value]) => name !== "reason" && before[name as keyof typeof before] !== value);
  // A decision goes with its reason.
  return { ...Object.fromEntries(fields), ...(before.decision === after.decision ? {} : { reason: after.reason }) };
}
