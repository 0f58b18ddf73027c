// The fields of a plan: when which machine is expected to tell of a run, and the line with which it does.
import { useId } from "react";
import { methods } from "@/api/client";
import type { BackupPlan, CreateBackupPlanRequest } from "@/api/generated/schema";
import type { Problem } from "@/api/problem";
import { useApi } from "@/api/query";
import { CopyLine } from "@/ui/copy";
import { SelectField, TextField } from "@/ui/field";
import { Section } from "@/ui/panel";
import { objectiveSeconds, objectiveText } from "./backup_numbers";
import { engineChoices } from "./backup_words";
import { wrapperHelp, wrapperLine } from "./told_by_wrapper";

export interface PlanForm {
  device_id: string;
  label: string;
  engine: string;
  schedule: string;
  zone: string;
  late: string;
  retention: string;
}
export const emptyPlan: PlanForm = { device_id: "", label: "", engine: "", schedule: "daily 02:00", zone: "", late: "", retention: "" };
export const planFormOf = (plan: BackupPlan): PlanForm => ({
  device_id: plan.device_id,
  label: plan.label,
  engine: plan.engine,
  schedule: plan.schedule,
  zone: plan.zone,
  late: objectiveText(Number(plan.late_s)),
  retention: plan.retention,
});
export const planReady = (form: PlanForm) =>
  form.device_id !== "" && form.label.trim() !== "" && form.schedule.trim() !== "" && objectiveSeconds(form.late) !== undefined;
export const planRequestOf = (form: PlanForm): Omit<CreateBackupPlanRequest, "item_id"> => ({
  device_id: form.device_id,
  label: form.label.trim(),
  engine: form.engine.trim(),
  schedule: form.schedule.trim(),
  zone: form.zone.trim(),
  late_s: String(objectiveSeconds(form.late) ?? 0),
  retention: form.retention.trim(),
});

const examples = ["daily 02:00", "mon,wed,fri 02:00", "every 4h"];

interface Props {
  clientId: string;
  form: PlanForm;
  set: (part: Partial<PlanForm>) => void;
  error: Problem | null;
  isNew: boolean;
  isTold?: boolean; // the machine tells of it already, by a label that it has
}

export function PlanFields({ clientId, form, set, error, isNew, isTold }: Props) {
  const engines = useId();
  return (
    <>
      {isNew && !isTold && <Source clientId={clientId} form={form} set={set} error={error} />}
      <TextField
        label="When a run is expected"
        value={form.schedule}
        error={error?.field("schedule")}
        help={<Examples pick={(schedule) => set({ schedule })} />}
        spellCheck={false}
        onChange={(event) => set({ schedule: event.target.value })}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Time zone"
          value={form.zone}
          placeholder="the client's"
          help="Of the time above, as Europe/Berlin."
          error={error?.field("zone")}
          spellCheck={false}
          onChange={(event) => set({ zone: event.target.value })}
        />
        <TextField
          label="Missed after"
          value={form.late}
          placeholder="2h"
          help="A run that has not begun so long after its time was missed."
          error={objectiveSeconds(form.late) === undefined ? "Write it as 2h or 30m." : error?.field("late_s")}
          onChange={(event) => set({ late: event.target.value })}
        />
        <TextField
          label="Program"
          value={form.engine}
          list={engines}
          placeholder="any"
          help="As its runs name it. Empty: any."
          error={error?.field("engine")}
          spellCheck={false}
          onChange={(event) => set({ engine: event.target.value })}
        />
        <datalist id={engines}>
          {engineChoices.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </datalist>
        <TextField
          label="Kept for"
          value={form.retention}
          placeholder="30 days, then monthly for a year"
          help="In words, as it was agreed."
          error={error?.field("retention")}
          onChange={(event) => set({ retention: event.target.value })}
        />
      </div>
      {isNew && !isTold && (
        <Section title="How the machine tells of it">
          <p className="mb-2 text-dim">{wrapperHelp}</p>
          <CopyLine label="the line" text={wrapperLine(form.label.trim())} />
        </Section>
      )}
    </>
  );
}

function Examples({ pick }: { pick: (schedule: string) => void }) {
  return (
    <>
      For example{" "}
      {examples.map((one, index) => (
        <span key={one}>
          {index > 0 && (index === examples.length - 1 ? " or " : ", ")}
          <button type="button" className="link in-row" onClick={() => pick(one)}>
            {one}
          </button>
        </span>
      ))}
      .
    </>
  );
}

function Source({ clientId, form, set, error }: Omit<Props, "isNew" | "isTold">) {
  const devices =
    useApi(
      methods.listDevices,
      { filter: `client_id:${clientId}`, order_by: "name", page_size: 1000 },
      { enabled: clientId !== "", staleTime: 60_000 },
    ).data?.devices ?? [];
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      <SelectField
        label="Which machine runs it"
        choices={[{ value: "", label: "Choose" }, ...devices.map((one) => ({ value: one.device_id, label: one.name }))]}
        value={form.device_id}
        error={error?.field("device_id")}
        onChange={(event) => set({ device_id: event.target.value })}
      />
      <TextField
        label="Label"
        value={form.label}
        maxLength={100}
        placeholder="nightly"
        help="The name by which its runs are known on the machine: a to z, 0 to 9, dot, dash, underscore."
        error={error?.field("label")}
        spellCheck={false}
        autoCapitalize="off"
        onChange={(event) => set({ label: event.target.value })}
      />
    </div>
  );
}
