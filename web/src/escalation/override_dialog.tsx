// Somebody takes over for a time.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Schedule } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { scheduleMethods } from "./schedule_dialog";

export function OverrideDialog({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const people = useApi(methods.listQueues, {}, { staleTime: 60_000 }).data?.assignees ?? [];
  const [values, setValues] = useState({ layer: "0", account_id: "", from: "", until: "", reason: "" });
  const add = useChange(methods.addOverride, scheduleMethods, {
    onSuccess: () => {
      say("Saved.");
      onClose();
    },
  });
  const set = (name: keyof typeof values) => (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value });
  return (
    <FormDialog
      title="Somebody takes over"
      description="For this time the rota is set aside. Times are yours."
      submit="Save"
      busy={add.isPending}
      error={add.error}
      onClose={onClose}
      disabled={!values.account_id || !values.from || !values.until}
      onSubmit={() =>
        add.mutate({
          schedule_id: schedule.schedule_id,
          layer: Number(values.layer),
          account_id: values.account_id,
          from_unix_ms: new Date(values.from).getTime(),
          until_unix_ms: new Date(values.until).getTime(),
          reason: values.reason,
        })
      }
    >
      <SelectField
        label="Layer"
        value={values.layer}
        choices={schedule.rules.layers.map((layer, i) => ({ value: String(i), label: layer.name }))}
        onChange={set("layer")}
      />
      <SelectField
        label="Who takes over"
        value={values.account_id}
        choices={[{ value: "", label: "Choose somebody" }, ...people.map((one) => ({ value: one.account_id, label: one.name }))]}
        onChange={set("account_id")}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField label="From" type="datetime-local" value={values.from} onChange={set("from")} />
        <TextField label="Until" type="datetime-local" value={values.until} onChange={set("until")} />
      </div>
      <TextField label="Why (optional)" value={values.reason} onChange={set("reason")} />
    </FormDialog>
  );
}
