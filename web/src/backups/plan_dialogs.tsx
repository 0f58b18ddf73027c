// A plan is made, changed, paused until a day, taken up again, or ended.
import { useState } from "react";
import { call, methods } from "@/api/client";
import type { BackupItem, BackupPlan } from "@/api/generated/schema";
import { queries, refresh, useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { TextArea, TextField } from "@/ui/field";
import { dayOf, localInput } from "@/ui/format";
import { useSeen } from "@/ui/seen";
import { afterUndo, say, sayProblem } from "@/ui/toast";
import { touchedByBackup } from "./backup_words";
import { reasonHelp, saysWhy } from "./item_fields";
import { emptyPlan, PlanFields, planFormOf, planReady, planRequestOf, type PlanForm } from "./plan_form";

const day = 86_400_000;

export function NewPlan({ item, onClose }: { item: BackupItem; onClose: () => void }) {
  const [form, setForm] = useState<PlanForm>({ ...emptyPlan, device_id: item.device_id });
  const create = useChange(methods.createBackupPlan, touchedByBackup, {
    onSuccess: (plan) => {
      say(expectedWords(plan));
      onClose();
    },
  });
  return (
    <FormDialog
      wide
      title={`New plan for ${item.name}`}
      submit="Expect its runs"
      onSubmit={() => create.mutate({ item_id: item.item_id, ...planRequestOf(form) })}
      onClose={onClose}
      busy={create.isPending}
      error={create.error}
      disabled={!planReady(form)}
    >
      <PlanFields isNew clientId={item.client_id} form={form} set={(part) => setForm((one) => ({ ...one, ...part }))} error={create.error} />
    </FormDialog>
  );
}

/// What the server understood of the schedule.
export const expectedWords = (plan: BackupPlan) => `${plan.label} on ${plan.device_name} is expected ${plan.schedule_text}.`;

export function EditPlan({ plan: now, onClose }: { plan: BackupPlan; onClose: () => void }) {
  const { seen: plan, meanwhile } = useSeen(now);
  const [before] = useState(() => planFormOf(plan));
  const [form, setForm] = useState(before);
  const back = useChange(methods.updateBackupPlan, touchedByBackup);
  const update = useChange(methods.updateBackupPlan, touchedByBackup, {
    etag: plan.etag,
    onSuccess: (changed) => {
      say(expectedWords(changed), () => back.mutate({ plan_id: plan.plan_id, ...difference(form, before) }));
      onClose();
    },
  });
  return (
    <FormDialog
      wide
      title={`Change the plan ${plan.label}`}
      description={`On ${plan.device_name}. Its machine and label are those of its runs; for others end it and make a new one.`}
      submit="Save"
      onSubmit={() => update.mutate({ plan_id: plan.plan_id, ...difference(before, form) })}
      onClose={onClose}
      busy={update.isPending}
      error={update.error}
      disabled={!planReady(form)}
    >
      {meanwhile}
      <PlanFields isNew={false} clientId={plan.client_id} form={form} set={(part) => setForm((one) => ({ ...one, ...part }))} error={update.error} />
    </FormDialog>
  );
}

function difference(from: PlanForm, to: PlanForm) {
  const before = planRequestOf(from),
    after = planRequestOf(to);
  return Object.fromEntries(Object.entries(after).filter(([name, value]) => before[name as keyof typeof before] !== value));
}

/// The end of that day, where the person is.
const endOfDay = (date: string) => new Date(`${date}T23:59:00`).getTime();

export function PausePlan({ plan, onClose }: { plan: BackupPlan; onClose: () => void }) {
  const [today] = useState(() => Date.now());
  const [until, setUntil] = useState(localInput(today + 7 * day).slice(0, 10));
  const [reason, setReason] = useState("");
  const resume = useResume(plan);
  const pause = useChange(methods.updateBackupPlan, touchedByBackup, {
    etag: plan.etag,
    onSuccess: (now) => {
      say(`${plan.label} is paused until ${dayOf(now.paused_until_unix_ms)}.`, resume);
      onClose();
    },
  });
  return (
    <FormDialog
      title={`Pause the plan ${plan.label}`}
      description="It was agreed that nothing runs: no run is missed and none counts until then. How old the newest recovery point is goes on being said."
      submit="Pause"
      onSubmit={() => pause.mutate({ plan_id: plan.plan_id, paused_until_unix_ms: endOfDay(until), pause_reason: reason.trim() })}
      onClose={onClose}
      busy={pause.isPending}
      error={pause.error}
      disabled={!until || !saysWhy(reason)}
    >
      <TextField
        label="Until the end of"
        type="date"
        value={until}
        min={localInput(today).slice(0, 10)}
        max={localInput(today + 89 * day).slice(0, 10)}
        help="90 days at most."
        error={pause.error?.field("paused_until_unix_ms")}
        onChange={(event) => setUntil(event.target.value)}
      />
      <TextArea
        label="Why, and who agreed"
        rows={3}
        value={reason}
        maxLength={1000}
        help={reasonHelp(reason)}
        error={pause.error?.field("pause_reason")}
        onChange={(event) => setReason(event.target.value)}
      />
    </FormDialog>
  );
}

/// Takes the plan up again, at once.
export function useResume(plan: BackupPlan): () => void {
  const again = useChange(methods.updateBackupPlan, touchedByBackup, {
    onError: (error) => sayProblem(`${plan.label} is still paused.`, error),
  });
  const resume = useChange(methods.updateBackupPlan, touchedByBackup, {
    onSuccess: () => {
      const { paused_until_unix_ms, pause_reason } = plan;
      const before = { plan_id: plan.plan_id, paused_until_unix_ms, pause_reason };
      say(`${plan.label} is expected again.`, paused_until_unix_ms > Date.now() ? () => again.mutate(before) : undefined);
    },
    onError: (error) => sayProblem(`${plan.label} is still paused.`, error),
  });
  return () => resume.mutate({ plan_id: plan.plan_id, paused_until_unix_ms: 0, pause_reason: "" });
}

interface EndProps {
  title: string;
  about: string;
  submit: string;
  onEnd: (reason: string) => void;
  onClose: () => void;
}

/// What has no way back is asked for with a reason, and done after the time for Undo.
function EndDialog({ title, about, submit, onEnd, onClose }: EndProps) {
  const [reason, setReason] = useState("");
  return (
    <FormDialog
      title={title}
      description={about}
      submit={submit}
      tone="danger"
      onSubmit={() => {
        onClose();
        onEnd(reason.trim());
      }}
      onClose={onClose}
      disabled={!saysWhy(reason)}
    >
      <TextArea label="Why" rows={3} value={reason} maxLength={1000} help={reasonHelp(reason)} onChange={(event) => setReason(event.target.value)} />
    </FormDialog>
  );
}

export function EndPlan({ plan, onClose }: { plan: BackupPlan; onClose: () => void }) {
  const end = (reason: string) =>
    afterUndo(`The plan ${plan.label} is being ended.`, () => {
      call(methods.endBackupPlan, { plan_id: plan.plan_id, reason })
        .catch((error: unknown) => sayProblem(`The plan ${plan.label} goes on.`, error))
        .finally(() => void refresh(queries, touchedByBackup));
    });
  return (
    <EndDialog
      title={`End the plan ${plan.label}`}
      about={`No run of it on ${plan.device_name} is expected any more. Its runs stay. There is no way back; a new plan can be made.`}
      submit="End the plan"
      onEnd={end}
      onClose={onClose}
    />
  );
}

export function RetireItem({ item, onClose }: { item: BackupItem; onClose: () => void }) {
  const retire = (reason: string) =>
    afterUndo(`${item.name} is being retired.`, () => {
      call(methods.retireBackupItem, { item_id: item.item_id, reason })
        .catch((error: unknown) => sayProblem(`${item.name} was not retired.`, error))
        .finally(() => void refresh(queries, touchedByBackup));
    });
  return (
    <EndDialog
      title={`Retire ${item.name}`}
      about="What was protected is gone. Its plans end, and nothing is expected of it any more; its history stays. There is no way back."
      submit="Retire"
      onEnd={retire}
      onClose={onClose}
    />
  );
}
