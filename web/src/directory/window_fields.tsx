import { useState } from "react";
import { call, methods } from "@/api/client";
import { useChange } from "@/api/query";
import { useNow } from "@/ui/clock";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { exactTime } from "@/ui/format";
import { say, sayProblem } from "@/ui/toast";
import { emptyWindow, localInput, shortestReason, windowTimes, type WindowForm } from "./window_times";

const lengths = [
  { value: "30", label: "30 minutes" },
  { value: "60", label: "1 hour" },
  { value: "120", label: "2 hours" },
  { value: "240", label: "4 hours" },
  { value: "480", label: "8 hours" },
  { value: "1440", label: "1 day" },
  { value: "until", label: "Until a moment" },
];

export const windowReady = (form: WindowForm) =>
  windowTimes(form, Date.now()).problem === "" && form.reason.trim().length >= shortestReason;

export function WindowFields({ form, change }: { form: WindowForm; change: (form: WindowForm) => void }) {
  const set = (part: Partial<WindowForm>) => change({ ...form, ...part });
  const times = windowTimes(form, useNow());
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Begins"
          type="datetime-local"
          value={form.start}
          onChange={(event) => set({ start: event.target.value })}
          help="Empty: at once"
        />
        <SelectField
          label="Lasts"
          choices={lengths}
          value={form.minutes}
          onChange={(event) => set({ minutes: event.target.value, end: form.end || localInput(Date.now() + 86_400_000) })}
        />
      </div>
      {form.minutes === "until" && (
        <TextField label="Ends" type="datetime-local" value={form.end} onChange={(event) => set({ end: event.target.value })} />
      )}
      <TextArea
        label="What is being done"
        value={form.reason}
        onChange={(event) => set({ reason: event.target.value })}
        placeholder="Replace the disks of the file server"
        maxLength={500}
        help={`At least ${shortestReason} characters. Measuring goes on; nobody is called.`}
        autoFocus
      />
      <p className={times.problem ? "text-crit" : "text-dim"} aria-live="polite">
        {times.problem || `Ends ${exactTime(times.ends)}.`}
      </p>
    </>
  );
}

/// A window over a whole client or one of its sites.
export function WindowDialog({
  clientId,
  siteId = "",
  what,
  onClose,
}: {
  clientId: string;
  siteId?: string;
  what: string;
  onClose: () => void;
}) {
  const [form, setForm] = useState(emptyWindow);
  const change = useChange(methods.createMaintenanceWindow, [methods.listMaintenanceWindows], {
    onSuccess: (made) => {
      onClose();
      say(`Maintenance of ${what} is planned.`, () => {
        call(methods.endMaintenanceWindow, { maintenance_window_id: made.maintenance_window_id }).catch((error: unknown) =>
          sayProblem("The window is still there.", error),
        );
      });
    },
  });
  const submit = () => {
    const times = windowTimes(form, Date.now());
    change.mutate({
      client_id: clientId,
      site_id: siteId,
      starts_at_unix_ms: times.starts,
      ends_at_unix_ms: times.ends,
      reason: form.reason.trim(),
    });
  };
  return (
    <FormDialog
      title={`Maintenance of ${what}`}
      submit="Hold notices"
      onSubmit={submit}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
      disabled={!windowReady(form)}
    >
      <WindowFields form={form} change={setForm} />
    </FormDialog>
  );
}
