// A restore that was carried out by hand, as it is typed; what it holds becomes a request. Pure.
import type { RecordRestoreTestRequest } from "@/api/generated/schema";
import { localInput } from "@/ui/format";

export interface CheckForm {
  name: string;
  expected: string;
  found: string;
  objects: string;
  verdict: string;
}
export interface RecordForm {
  backup_plan_id: string;
  level: string;
  result: string;
  reason: string;
  started: string; // as a field for date and time holds them, of the browser's zone
  data: string;
  usable: string;
  ended: string; // empty: now
  point: string;
  content: string;
  same_fault_since: string;
  restored: string; // "1.4 GB"
  checks: CheckForm[];
  not_covered: string; // one a line
  environment: string;
  evidence: string;
  witnessed_by: string;
}

export const emptyCheck: CheckForm = { name: "", expected: "", found: "", objects: "1", verdict: "passed" };
const hour = 3_600_000;

export const emptyRecord = (plan: string, now: number): RecordForm => ({
  backup_plan_id: plan,
  level: "2",
  result: "passed",
  reason: "",
  started: localInput(now - hour),
  data: "",
  usable: "",
  ended: "",
  point: "",
  content: "",
  same_fault_since: "",
  restored: "",
  checks: [emptyCheck],
  not_covered: "",
  environment: "",
  evidence: "",
  witnessed_by: "",
});

const units: Record<string, number> = { "": 1, b: 1, kb: 1e3, mb: 1e6, gb: 1e9, tb: 1e12, kib: 2 ** 10, mib: 2 ** 20, gib: 2 ** 30, tib: 2 ** 40 };
/// "1.4 GB", "350MB", "12 TiB"; empty: 0, not measured. Not a size: undefined.
export function bytesTyped(text: string): number | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return 0;
  const match = /^(\d+(?:[.,]\d+)?)\s*([a-z]*)$/.exec(wanted);
  const unit = match ? units[match[2]] : undefined;
  if (!match || unit === undefined) return undefined;
  return Math.round(Number(match[1].replace(",", ".")) * unit);
}

const moment = (typed: string) => (typed ? new Date(typed).getTime() : 0);
const whole = (typed: string) => /^\d+$/.test(typed.trim());
const isWritten = (check: CheckForm) => Boolean(check.name.trim());

/// What keeps it from being sent, as a sentence; nothing: it can be. The server has the last word.
export function missingIn(form: RecordForm): string | undefined {
  const checks = form.checks.filter(isWritten);
  if (!form.backup_plan_id) return "Say which backup it was.";
  if (!form.started) return "Say when it began.";
  if (form.result !== "passed" && form.reason.trim().length < 10) return "Say why, in ten characters or more.";
  if (bytesTyped(form.restored) === undefined) return "Write a size as 1.4 GB.";
  if (form.result === "passed" && !form.usable) return "One that passed says when all was usable again.";
  if (form.result === "passed" && !form.content) return "One that passed says of when its data was.";
  if (form.result === "passed" && checks.length === 0) return "One that passed has looked at something: name at least one check.";
  if (checks.some((one) => !whole(one.objects))) return "Of each check, say how many were looked at, as a number.";
  if (form.result === "passed" && checks.some((one) => one.verdict === "failed")) return "One with a check that failed has not passed.";
  const times = [form.started, form.data, form.usable, form.ended].filter(Boolean).map(moment);
  if (times.some((at, place) => place > 0 && at < times[place - 1])) return "The times do not follow each other.";
  return undefined;
}

export const recordRequestOf = (form: RecordForm): RecordRestoreTestRequest => ({
  backup_plan_id: form.backup_plan_id,
  level: Number(form.level),
  result: form.result,
  reason: form.result === "passed" ? "" : form.reason.trim(),
  started_at_unix_ms: moment(form.started),
  data_at_unix_ms: moment(form.data),
  usable_at_unix_ms: moment(form.usable),
  ended_at_unix_ms: moment(form.ended),
  point: form.point.trim(),
  content_at_unix_ms: moment(form.content),
  same_fault_since_unix_ms: form.result === "failed" ? moment(form.same_fault_since) : 0,
  restored_bytes: String(bytesTyped(form.restored) ?? 0),
  checks: form.checks.filter(isWritten).map((one) => ({
    name: one.name.trim(),
    expected: one.expected.trim(),
    found: one.found.trim(),
    objects: one.objects.trim(),
    verdict: one.verdict,
    words: "",
  })),
  not_covered: form.not_covered
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean),
  environment: form.environment.trim(),
  evidence: form.evidence.trim(),
  witnessed_by: form.witnessed_by.trim(),
});
