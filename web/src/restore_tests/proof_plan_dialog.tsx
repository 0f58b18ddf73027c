// A backup is to be proven regularly: on which machine, from which repository there, by which policy that two people signed. That is
// changed, and ended with a reason.
import { useState } from "react";
import { methods } from "@/api/client";
import type { BackupItem, BackupPlan, ProofPlan } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea } from "@/ui/field";
import { span } from "@/ui/format";
import { useSeen } from "@/ui/seen";
import { say } from "@/ui/toast";
import {
  emptyProofPlan,
  ProofPlanFields,
  proofPlanChanges,
  proofPlanFormOf,
  proofPlanReady,
  proofPlanRequestOf,
  type ProofPlanForm,
} from "./proof_plan_fields";
import { reasonHelp, saysWhy, touchedByTest } from "./test_words";

export function NewProofPlan({ item, plans, onClose }: { item: BackupItem; plans: readonly BackupPlan[]; onClose: () => void }) {
  const [backup, setBackup] = useState(plans[0]?.plan_id ?? "");
  const [form, setForm] = useState(emptyProofPlan);
  const create = useChange(methods.createProofPlan, touchedByTest, {
    onSuccess: (plan) => {
      say(`The first test begins on ${plan.device_name} as soon as it can.`);
      onClose();
    },
  });
  return (
    <FormDialog
      wide
      title={`Prove ${item.name} by restoring it`}
      description="It is restored on another machine than the backup is of, looked into where nobody else sees it, and deleted again."
      submit="Prove it"
      onSubmit={() => create.mutate({ backup_plan_id: backup, level: Number(form.level), ...proofPlanRequestOf(form) })}
      onClose={onClose}
      busy={create.isPending}
      error={create.error}
      disabled={!backup || !proofPlanReady(form)}
    >
      <SelectField
        label="Backup"
        choices={plans.map((one) => ({ value: one.plan_id, label: `${one.label} on ${one.device_name}` }))}
        value={backup}
        onChange={(event) => setBackup(event.target.value)}
      />
      <ProofPlanFields
        isNew
        clientId={item.client_id}
        source={plans.find((one) => one.plan_id === backup)?.device_id}
        form={form}
        set={(part) => setForm((one) => ({ ...one, ...part }))}
        error={create.error}
      />
    </FormDialog>
  );
}

export function EditProofPlan({ plan: now, onClose }: { plan: ProofPlan; onClose: () => void }) {
  const { seen: plan, meanwhile } = useSeen(now);
  const [before] = useState<ProofPlanForm>(() => proofPlanFormOf(plan));
  const [form, setForm] = useState(before);
  const item = useApi(methods.getBackupItem, { item_id: plan.item_id }).data;
  const back = useChange(methods.updateProofPlan, touchedByTest);
  const update = useChange(methods.updateProofPlan, touchedByTest, {
    etag: plan.etag,
    onSuccess: (changed) => {
      say(`${plan.backup_plan_label} is proven every ${span(Number(changed.every_s) * 1000)} on ${changed.device_name}.`, () =>
        back.mutate({ proof_plan_id: plan.proof_plan_id, ...proofPlanChanges(form, before) }),
      );
      onClose();
    },
  });
  const changes = proofPlanChanges(before, form);
  return (
    <FormDialog
      wide
      title={`Change how ${plan.backup_plan_label} is proven`}
      description={`Of ${plan.item_name}, ${plan.client_name}. A test that runs goes on as it began.`}
      submit="Save"
      onSubmit={() => update.mutate({ proof_plan_id: plan.proof_plan_id, ...changes })}
      onClose={onClose}
      busy={update.isPending}
      error={update.error}
      disabled={!proofPlanReady(form) || Object.keys(changes).length === 0}
    >
      {meanwhile}
      <ProofPlanFields
        clientId={plan.client_id}
        source={item?.plans.find((one) => one.plan_id === plan.backup_plan_id)?.device_id}
        form={form}
        set={(part) => setForm((one) => ({ ...one, ...part }))}
        error={update.error}
      />
    </FormDialog>
  );
}

export function EndProofPlan({ plan, onClose }: { plan: ProofPlan; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const end = useChange(methods.endProofPlan, touchedByTest, {
    etag: plan.etag,
    onSuccess: () => {
      say(`${plan.backup_plan_label} is proven no more.`);
      onClose();
    },
  });
  return (
    <FormDialog
      title={`Prove ${plan.backup_plan_label} no more`}
      description="What was planned is cancelled, what runs goes on. Proofs count until their time is over, and findings stay open: only a test closes them."
      submit="End the proof plan"
      tone="danger"
      onSubmit={() => end.mutate({ proof_plan_id: plan.proof_plan_id, reason: reason.trim() })}
      onClose={onClose}
      busy={end.isPending}
      error={end.error}
      disabled={!saysWhy(reason)}
    >
      <TextArea
        label="Why"
        rows={3}
        maxLength={1000}
        value={reason}
        help={reasonHelp(reason)}
        error={end.error?.field("reason")}
        onChange={(event) => setReason(event.target.value)}
        autoFocus
      />
    </FormDialog>
  );
}
