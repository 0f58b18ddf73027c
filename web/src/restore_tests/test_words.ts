// Words for what the API names by codes.
import { methods } from "@/api/client";
import type { ProofFinding, ProofPlan, RestoreTest } from "@/api/generated/schema";
import { words } from "@/ui/format";

export const touchedByTest = [
  methods.listRestoreTests,
  methods.getRestoreTest,
  methods.listProofPlans,
  methods.getProofPlan,
  methods.listProofFindings,
  methods.getRecoverability,
  methods.getItemRecovery,
  methods.getBackupItem,
  methods.getBackupFigures,
];

const marks: Record<string, { state: string; label: string }> = {
  planned: { state: "scheduled", label: "Planned" },
  overdue: { state: "warning", label: "Overdue" },
  running: { state: "in_progress", label: "Running" },
  passed: { state: "ok", label: "Passed" },
  passed_late: { state: "warning", label: "Passed, too late" },
  failed: { state: "critical", label: "Failed" },
  inconclusive: { state: "unknown", label: "Came to nothing" },
  cancelled: { state: "cancelled", label: "Cancelled" },
};
export const testStates = Object.keys(marks);
/// A result that nobody has signed is no proof yet, and says so.
export function testMark(test: Pick<RestoreTest, "state" | "is_signed">): { state: string; label: string } {
  const mark = marks[test.state] ?? { state: "unknown", label: words(test.state || "unknown") };
  return test.state === "passed" && !test.is_signed ? { state: "ok", label: "Passed, not signed" } : mark;
}

export const everyMinute = 60_000;
const levels = ["", "files", "volume or database", "machine starts", "application answers", "whole site"];

export const levelLabel = (level: number) => (levels[level] ? `L${level} ${levels[level]}` : `L${level}`);
export const levelChoices = [1, 2, 3, 4, 5].map((level) => ({ value: String(level), label: levelLabel(level) }));

const chosen: Record<string, string> = {
  newest: "drawn by its seed: the newest",
  oldest: "drawn by its seed: the oldest of thirty days",
  any: "drawn by its seed, from all",
  hand: "chosen by hand",
};
export const chosenLabel = (how: string) => chosen[how] ?? "";

const verdicts: Record<string, { state: string; label: string }> = {
  passed: { state: "ok", label: "Held" },
  failed: { state: "critical", label: "Failed" },
  not_covered: { state: "unknown", label: "Not covered" },
};
export const verdictMark = (verdict: string) => verdicts[verdict] ?? { state: "unknown", label: words(verdict || "unknown") };

const findings: Record<string, { state: string; label: string }> = {
  open: { state: "open", label: "Open" },
  confirmed: { state: "open", label: "Confirmed" },
  in_remediation: { state: "in_progress", label: "Being mended" },
  resolved: { state: "pending", label: "Said to be mended" },
  verified: { state: "resolved", label: "Proven mended, not signed" },
  closed: { state: "closed", label: "Closed by a proof" },
};
export const findingMark = (finding: Pick<ProofFinding, "state">) => findings[finding.state] ?? { state: "unknown", label: words(finding.state) };
export const moveLabels: Record<string, { to: string; label: string }> = {
  confirm: { to: "confirmed", label: "Confirm" },
  remediate: { to: "in_remediation", label: "It is being mended" },
  resolve: { to: "resolved", label: "It is mended" },
};

/// Seconds as what was agreed is compared with: "9 min", "4 h 50 min", "3 d 2 h"; rounded down.
export function tookWords(seconds: number): string {
  const minutes = Math.floor(Math.max(0, seconds) / 60);
  const rest = (value: number, unit: string) => (value > 0 ? ` ${value} ${unit}` : "");
  if (minutes < 1) return `${Math.floor(Math.max(0, seconds))} s`;
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h${rest(minutes % 60, "min")}`;
  return `${Math.floor(minutes / 1440)} d${rest(Math.floor((minutes % 1440) / 60), "h")}`;
}

const leastReason = 10;
export const saysWhy = (reason: string) => reason.trim().length >= leastReason;
export const reasonHelp = (reason: string) => (saysWhy(reason) ? "It is kept with your name and the date." : "At least ten characters.");

const whys: Record<string, string> = { failed: "A restore failed", late: "A restore took too long", overdue: "A proof is overdue" };
export const kindLabel = (kind: string) => whys[kind] ?? words(kind);
export const findingStates = Object.keys(findings);

/// Where a proof plan stands: one that waits is not one that works.
export function planMark(plan: Pick<ProofPlan, "ended" | "due_at_unix_ms" | "waits_for">, now: number): { state: string; label: string } {
  if (plan.ended) return { state: "completed", label: "Ended" };
  if (plan.due_at_unix_ms > 0 && plan.due_at_unix_ms < now) return { state: "critical", label: "Overdue" };
  if (plan.waits_for) return { state: "warning", label: "Waits" };
  return { state: "scheduled", label: "Planned" };
}
