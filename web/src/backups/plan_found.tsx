// A backup that runs already gets its plan: of an item that there is, or of a new one.
import { useState } from "react";
import { methods } from "@/api/client";
import type { UnplannedBackup } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { protectedOfClient } from "./backup_filters";
import { criticalities, criticalityLabel, kindChoices, kindOfEngine, touchedByBackup } from "./backup_words";
import { emptyItem, requestOf } from "./item_fields";
import { expectedWords } from "./plan_dialogs";
import { emptyPlan, PlanFields, planReady, planRequestOf } from "./plan_form";

const fresh = "new";

export function PlanFound({ found, onClose }: { found: UnplannedBackup; onClose: () => void }) {
  const asked = { filter: protectedOfClient(found.client_id), order_by: "name", page_size: 1000 };
  const items = useApi(methods.listBackupItems, asked).data?.items ?? [];
  const [itemId, setItemId] = useState("");
  const [item, setItem] = useState({ name: `${found.device_name} ${found.label}`, kind: kindOfEngine(found.engine), criticality: "" });
  const [plan, setPlan] = useState({
    ...emptyPlan,
    device_id: found.device_id,
    label: found.label,
    engine: found.engine,
    schedule: found.schedule || emptyPlan.schedule,
  });
  const createPlan = useChange(methods.createBackupPlan, touchedByBackup, {
    onSuccess: (made) => {
      say(expectedWords(made));
      onClose();
    },
  });
  const createItem = useChange(methods.createBackupItem, touchedByBackup, {
    // Once it is there, another try is for its plan alone.
    onSuccess: (made) => {
      setItemId(made.item_id);
      createPlan.mutate({ item_id: made.item_id, ...planRequestOf(plan) });
    },
  });
  const submit = () => {
    if (itemId !== fresh) createPlan.mutate({ item_id: itemId, ...planRequestOf(plan) });
    else createItem.mutate({ client_id: found.client_id, ...requestOf({ ...emptyItem, device_id: found.device_id, ...item }) });
  };
  const here = items.filter((one) => one.device_id === found.device_id);
  const choices = [...here, ...items.filter((one) => !here.includes(one))].map((one) => ({ value: one.item_id, label: one.name }));
  return (
    <FormDialog
      wide
      title={`A plan for ${found.label} on ${found.device_name}`}
      description={`Of ${found.client_name}. The runs that it told of already become the plan's.`}
      submit="Expect its runs"
      onSubmit={submit}
      onClose={onClose}
      busy={createItem.isPending || createPlan.isPending}
      error={createItem.error ?? createPlan.error}
      disabled={!itemId || !planReady(plan) || (itemId === fresh && !item.name.trim())}
    >
      <SelectField
        label="What it protects"
        choices={[{ value: "", label: "Choose" }, { value: fresh, label: "A new item" }, ...choices]}
        value={itemId}
        onChange={(event) => setItemId(event.target.value)}
      />
      {itemId === fresh && (
        <div className="grid gap-3 sm:grid-cols-3">
          <TextField
            label="Its name"
            value={item.name}
            maxLength={200}
            error={createItem.error?.field("name")}
            onChange={(event) => setItem({ ...item, name: event.target.value })}
          />
          <SelectField label="Kind" choices={kindChoices} value={item.kind} onChange={(event) => setItem({ ...item, kind: event.target.value })} />
          <SelectField
            label="Criticality"
            choices={[{ value: "", label: "As the machine" }, ...criticalities.map((code) => ({ value: code, label: criticalityLabel(code) }))]}
            value={item.criticality}
            onChange={(event) => setItem({ ...item, criticality: event.target.value })}
          />
        </div>
      )}
      <PlanFields isNew isTold clientId={found.client_id} form={plan} set={(part) => setPlan((one) => ({ ...one, ...part }))} error={createPlan.error} />
    </FormDialog>
  );
}
