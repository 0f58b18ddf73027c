// Where, from what and how often a backup is proven: the fields of a proof plan, new or changed.
import { methods } from "@/api/client";
import type { ProofPlan } from "@/api/generated/schema";
import type { Problem } from "@/api/problem";
import { useApi } from "@/api/query";
import { SelectField, TextField } from "@/ui/field";

export interface ProofPlanForm {
  level: string; // of a plan that stands it is not changed
  device_id: string;
  repository: string;
  policy: string; // its id and the place of its item
  interval_s: string;
}
export const emptyProofPlan: ProofPlanForm = { level: "1", device_id: "", repository: "", policy: "", interval_s: "0" };
export const proofPlanFormOf = (plan: ProofPlan): ProofPlanForm => ({
  level: String(plan.level),
  device_id: plan.device_id,
  repository: plan.repository ?? "",
  policy: `${plan.policy_id} ${plan.policy_item}`,
  interval_s: plan.interval_s,
});
export const proofPlanReady = (form: ProofPlanForm) => Boolean(form.device_id && form.repository.trim() && form.policy);

export function proofPlanRequestOf(form: ProofPlanForm) {
  const [policy_id, item] = form.policy.split(" ");
  return {
    device_id: form.device_id,
    repository: form.repository.trim(),
    policy_id: policy_id ?? "",
    policy_item: Number(item ?? 0),
    interval_s: form.interval_s,
  };
}
/// What changed alone; a policy and its item go together.
export function proofPlanChanges(before: ProofPlanForm, after: ProofPlanForm) {
  const request = proofPlanRequestOf(after);
  return {
    ...(before.device_id !== after.device_id && { device_id: request.device_id }),
    ...(before.repository !== after.repository && { repository: request.repository }),
    ...(before.policy !== after.policy && { policy_id: request.policy_id, policy_item: request.policy_item }),
    ...(before.interval_s !== after.interval_s && { interval_s: request.interval_s }),
  };
}

const day = 86_400;
const intervals = [
  { value: "0", label: "As its level and criticality say" },
  { value: String(day), label: "Every day" },
  { value: String(7 * day), label: "Every week" },
  { value: String(14 * day), label: "Every two weeks" },
  { value: String(30 * day), label: "Every 30 days" },
  { value: String(92 * day), label: "Every 92 days" },
];
const choose = { value: "", label: "Choose" };
const levels = [
  { value: "1", label: "Files: compared with the hashes that their source told" },
  { value: "2", label: "A database: started, checked and looked into" },
];

interface Props {
  clientId: string;
  source: string | undefined; // the machine that the backup is of
  form: ProofPlanForm;
  set: (part: Partial<ProofPlanForm>) => void;
  error: Problem | null;
  isNew?: boolean;
}

const noPolicy = (level: number) =>
  level === 1
    ? "This client has none of class restore-test. Two people sign one with steward-sign."
    : "This client has none that allows it and says what must be in the database. Two people sign one with steward-sign.";

export function ProofPlanFields({ clientId, source, form, set, error, isNew }: Props) {
  const filter = `client_id:${clientId}`;
  const devices = useApi(methods.listDevices, { filter, order_by: "name", page_size: 500 }).data?.devices ?? [];
  const policies = useApi(methods.listPolicies, { filter, page_size: 200 }).data?.policies;
  const level = Number(form.level);
  const allowed = (policies ?? [])
    .filter((one) => one.job_class === "restore_test" && one.state !== "over")
    .flatMap((one) => one.items.map((part, place) => ({ value: `${one.policy_id} ${place}`, label: part.name, levels: part.levels })))
    .filter((one) => one.levels.includes(level));
  const known = allowed.some((one) => one.value === form.policy) || !form.policy;
  const rhythm = intervals.some((one) => one.value === form.interval_s)
    ? intervals
    : [...intervals, { value: form.interval_s, label: `Every ${Math.round(Number(form.interval_s) / 3600)} hours` }];
  return (
    <>
      {isNew && (
        <SelectField
          label="What is restored"
          choices={levels}
          value={form.level}
          error={error?.field("level")}
          onChange={(event) => set({ level: event.target.value, policy: "" })}
        />
      )}
      <SelectField
        label="Restore host"
        choices={[choose, ...devices.filter((one) => one.device_id !== source).map((one) => ({ value: one.device_id, label: one.name }))]}
        value={form.device_id}
        error={error?.field("device_id")}
        onChange={(event) => set({ device_id: event.target.value })}
      />
      <TextField
        label="Repository, as the restore host calls it"
        placeholder="office"
        help="The file below /etc/steward/restore there. Its password stands on that machine alone."
        value={form.repository}
        maxLength={64}
        spellCheck={false}
        error={error?.field("repository")}
        onChange={(event) => set({ repository: event.target.value })}
      />
      <SelectField
        label="Standing policy"
        choices={[choose, ...allowed, ...(known ? [] : [{ value: form.policy, label: "The one of before, not in force any more" }])]}
        help={policies && allowed.length === 0 ? noPolicy(level) : undefined}
        value={form.policy}
        error={error?.field("policy_id")}
        onChange={(event) => set({ policy: event.target.value })}
      />
      <SelectField
        label="How often"
        choices={rhythm}
        value={form.interval_s}
        error={error?.field("interval_s")}
        onChange={(event) => set({ interval_s: event.target.value })}
      />
    </>
  );
}
