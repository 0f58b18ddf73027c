// Somebody restored by hand: what they did, what they looked at, how long it took. It is judged by its times like any other, and somebody
// else signs it.
import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { Plus, Trash2 } from "lucide-react";
import { methods } from "@/api/client";
import type { BackupItem, BackupPlan } from "@/api/generated/schema";
import type { Problem } from "@/api/problem";
import { useApi, useChange } from "@/api/query";
import { Button, IconButton } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { exactTime, localInput } from "@/ui/format";
import { say } from "@/ui/toast";
import { emptyCheck, emptyRecord, missingIn, recordRequestOf, type CheckForm, type RecordForm } from "./record_form";
import { levelChoices, testMark, touchedByTest } from "./test_words";

const results = [
  { value: "passed", label: "It passed" },
  { value: "failed", label: "It failed" },
  { value: "inconclusive", label: "It came to nothing" },
];
const verdicts = [
  { value: "passed", label: "Held" },
  { value: "failed", label: "Failed" },
  { value: "not_covered", label: "Not covered" },
];
const mostChecks = 64;
const knownPoints = 100;

interface Props {
  item: BackupItem;
  plans: readonly BackupPlan[];
  onClose: () => void;
}

export function RecordTest({ item, plans, onClose }: Props) {
  const navigate = useNavigate();
  const [form, setForm] = useState<RecordForm>(() => emptyRecord(plans[0]?.plan_id ?? "", Date.now()));
  const set = (part: Partial<RecordForm>) => setForm((one) => ({ ...one, ...part }));
  const record = useChange(methods.recordRestoreTest, touchedByTest, {
    onSuccess: (test) => {
      say(`Written down: ${testMark(test).label.toLowerCase()}. Somebody else signs it.`);
      onClose();
      void navigate({ to: "/restore-tests/$test_id", params: { test_id: test.test_id } });
    },
  });
  const missing = missingIn(form);
  return (
    <FormDialog
      wide
      title={`A restore of ${item.name} by hand`}
      description="What you carried out, in times and numbers. Whether it was in time is counted from them; whoever carried it out does not sign it."
      submit="Write it down"
      onSubmit={() => record.mutate(recordRequestOf(form))}
      onClose={onClose}
      busy={record.isPending}
      error={record.error}
      disabled={Boolean(missing)}
      missing={missing}
    >
      <What form={form} set={set} plans={plans} error={record.error} />
      <Times form={form} set={set} error={record.error} />
      <Checks checks={form.checks} set={(checks) => set({ checks })} error={record.error} />
      <Words form={form} set={set} error={record.error} />
    </FormDialog>
  );
}

interface Part {
  form: RecordForm;
  set: (part: Partial<RecordForm>) => void;
  error: Problem | null;
}
const pairs = "grid gap-3 sm:grid-cols-2";

function What({ form, set, plans, error }: Part & { plans: readonly BackupPlan[] }) {
  return (
    <>
      <div className={pairs}>
        <SelectField
          label="Backup"
          choices={plans.map((one) => ({ value: one.plan_id, label: `${one.label} on ${one.device_name}` }))}
          value={form.backup_plan_id}
          onChange={(event) => set({ backup_plan_id: event.target.value, point: "", content: "" })}
        />
        <SelectField
          label="How far it went"
          choices={levelChoices}
          value={form.level}
          error={error?.field("level")}
          onChange={(event) => set({ level: event.target.value })}
        />
        <SelectField label="What came of it" choices={results} value={form.result} onChange={(event) => set({ result: event.target.value })} />
        <Point form={form} set={set} error={error} />
      </div>
      {form.result !== "passed" && (
        <TextArea
          label="Why"
          rows={2}
          maxLength={500}
          help="As the client reads it: “The newest order is of 2026-08-30.”"
          value={form.reason}
          error={error?.field("reason")}
          onChange={(event) => set({ reason: event.target.value })}
        />
      )}
    </>
  );
}

/// One of those that runs told of, with the moment that its data is of; or none of them, and one says it.
function Point({ form, set, error }: Part) {
  const asked = { filter: `plan_id:${form.backup_plan_id} state:success,warning`, order_by: "-started", page_size: knownPoints };
  const runs = useApi(methods.listBackupRuns, asked, { enabled: Boolean(form.backup_plan_id), keep: true }).data?.runs ?? [];
  const known = runs.filter((one) => one.point);
  const choices = [
    { value: "", label: "none that is known here" },
    ...known.map((one) => ({ value: one.point, label: `${exactTime(one.content_at_unix_ms || one.started_at_unix_ms)}, ${one.point.slice(0, 12)}` })),
  ];
  const choose = (point: string) => {
    const run = known.find((one) => one.point === point);
    set({ point, ...(run && run.content_at_unix_ms > 0 && { content: localInput(run.content_at_unix_ms) }) });
  };
  return (
    <SelectField
      label="Recovery point"
      choices={choices}
      value={form.point}
      error={error?.field("point")}
      onChange={(event) => choose(event.target.value)}
    />
  );
}

function Times({ form, set, error }: Part) {
  const field = (label: string, name: "started" | "data" | "usable" | "ended" | "content" | "same_fault_since", wire: string, help?: string) => (
    <TextField
      label={label}
      type="datetime-local"
      value={form[name]}
      help={help}
      error={error?.field(wire)}
      onChange={(event) => set({ [name]: event.target.value })}
    />
  );
  return (
    <div className={pairs}>
      {field("Began", "started", "started_at_unix_ms")}
      {field("Its data was of", "content", "content_at_unix_ms", "The moment that what came back represents.")}
      {field("Data was there", "data", "data_at_unix_ms")}
      {field("All was usable again", "usable", "usable_at_unix_ms", "Until then counts against the objective (RTO).")}
      {field("Ended", "ended", "ended_at_unix_ms", "Empty: now.")}
      <TextField
        label="How much came back"
        placeholder="1.4 GB"
        help="How long all of it would take is projected from this."
        value={form.restored}
        error={error?.field("restored_bytes")}
        onChange={(event) => set({ restored: event.target.value })}
      />
      {form.result === "failed" &&
        field("Points have this fault since", "same_fault_since", "same_fault_since_unix_ms", "Empty: the one alone. They are marked as bad.")}
    </div>
  );
}

function Checks({ checks, set, error }: { checks: CheckForm[]; set: (checks: CheckForm[]) => void; error: Problem | null }) {
  const change = (place: number, part: Partial<CheckForm>) => set(checks.map((one, at) => (at === place ? { ...one, ...part } : one)));
  return (
    <fieldset className="space-y-2">
      <legend className="mb-1 font-medium">What was checked</legend>
      {checks.map((check, place) => (
        <Check
          key={place}
          number={place + 1}
          check={check}
          wrong={(name) => error?.field(`checks/${place}/${name}`)}
          change={(part) => change(place, part)}
          remove={checks.length > 1 ? () => set(checks.filter((_, at) => at !== place)) : undefined}
        />
      ))}
      {checks.length < mostChecks && (
        <Button icon={Plus} onClick={() => set([...checks, emptyCheck])}>
          Another check
        </Button>
      )}
      <p className="text-xs text-dim">Name, what was expected, what was found, how many were looked at. Nothing looked at proves nothing.</p>
    </fieldset>
  );
}

interface CheckProps {
  number: number;
  check: CheckForm;
  wrong: (name: string) => string | undefined;
  change: (part: Partial<CheckForm>) => void;
  remove?: () => void;
}

function Check({ number, check, wrong, change, remove }: CheckProps) {
  const text = (name: "name" | "expected" | "found" | "objects", label: string, example: string, most: number) => (
    <TextField
      hideLabel
      label={label}
      placeholder={example}
      maxLength={most}
      value={check[name]}
      error={wrong(name)}
      onChange={(event) => change({ [name]: event.target.value })}
    />
  );
  return (
    <div className="grid grid-cols-2 items-start gap-2 rounded-md border border-line p-2 sm:grid-cols-[1.2fr_1fr_1fr_72px_104px_28px]">
      {text("name", `Check ${number}`, "orders", 100)}
      {text("expected", `Expected of check ${number}`, "newer than yesterday", 500)}
      {text("found", `Found by check ${number}`, "of today", 500)}
      {text("objects", `How many check ${number} looked at`, "3", 12)}
      <SelectField
        hideLabel
        label={`Result of check ${number}`}
        choices={verdicts}
        value={check.verdict}
        onChange={(event) => change({ verdict: event.target.value })}
      />
      {remove && <IconButton icon={Trash2} label={`Remove check ${number}`} onClick={remove} />}
    </div>
  );
}

function Words({ form, set, error }: Part) {
  return (
    <>
      <TextArea
        label="What was not checked"
        rows={2}
        placeholder={"Printing.\nThe interface to the bank."}
        help="One a line. It stands on the certificate."
        value={form.not_covered}
        error={error?.field("not_covered")}
        onChange={(event) => set({ not_covered: event.target.value })}
      />
      <div className={pairs}>
        <TextField
          label="Where it was restored"
          placeholder="an isolated machine of ours"
          maxLength={500}
          value={form.environment}
          error={error?.field("environment")}
          onChange={(event) => set({ environment: event.target.value })}
        />
        <TextField
          label="Witnessed by"
          maxLength={100}
          value={form.witnessed_by}
          error={error?.field("witnessed_by")}
          onChange={(event) => set({ witnessed_by: event.target.value })}
        />
      </div>
      <TextArea
        label="Evidence"
        rows={3}
        maxLength={4000}
        help="What was seen, and where pictures and logs lie."
        value={form.evidence}
        error={error?.field("evidence")}
        onChange={(event) => set({ evidence: event.target.value })}
      />
    </>
  );
}

