// Words for what the API names by codes.
import { methods } from "@/api/client";
import type { BackupItem, BackupPlan, BackupRun } from "@/api/generated/schema";
import { words } from "@/ui/format";

export const touchedByBackup = [
  methods.listBackupItems,
  methods.getBackupItem,
  methods.listBackupRuns,
  methods.listBackupGaps,
  methods.getBackupFigures,
];
export const readsItem = (now: BackupItem) => [methods.getBackupItem, { item_id: now.item_id }] as const;

const kinds: Record<string, string> = {
  machine: "Whole machine",
  files: "Files",
  database: "Database",
  mailboxes: "Mailboxes",
  cloud: "Cloud service",
  network: "Network configuration",
  other: "Something else",
};
export const kindLabel = (kind: string) => kinds[kind] ?? words(kind);
export const kindCodes = Object.keys(kinds);
export const kindChoices = Object.entries(kinds).map(([value, label]) => ({ value, label }));

export const criticalities = ["C1", "C2", "C3", "C4"];
const meanings: Record<string, string> = {
  C1: "the business stops without it",
  C2: "a team stops without it",
  C3: "an inconvenience without it",
  C4: "spare or for trying things",
};
export const criticalityLabel = (code: string) => (meanings[code] ? `${code}: ${meanings[code]}` : code || "not said");

/// What an item's state looks like; a decision against a backup is no state of health.
export function itemMark({ state, retired }: Pick<BackupItem, "state" | "retired">): { state: string; label?: string } {
  if (retired || state === "retired") return { state: "retired" };
  if (state === "not_needed") return { state: "disabled", label: "Not needed" };
  return { state: state || "unknown" };
}

const runs: Record<string, { state: string; label: string }> = {
  success: { state: "ok", label: "Success" },
  warning: { state: "warning", label: "Warning" },
  failed: { state: "critical", label: "Failed" },
  missed: { state: "critical", label: "Missed" },
};
export const runStates = Object.keys(runs);
/// Of a run; of a plan that has none: never heard of.
export const runMark = (state: string) => runs[state] ?? { state: "unknown", label: state ? words(state) : "No run yet" };

const checks: Record<string, string> = {
  B01: "Run failed",
  B02: "Run missed",
  B03: "Recovery point too old",
  B04: "Takes longer than usual",
  B05: "Size changed",
  B10: "Nothing planned, or nothing runs",
};
export const checkLabel = (check: string) => (checks[check] ? `${check} ${checks[check]}` : check);

const reporters: Record<string, string> = {
  wrapper: "by the wrapper on the machine, which measured it",
  reader: "by the agent, which read what the product left behind",
  caller: "by a program on the machine; nobody saw it run",
  api: "by another product, over the API",
  steward: "by Steward itself: nothing was told",
};
export const reporterLabel = (reporter: string) => reporters[reporter] ?? words(reporter);

/// As the wrapper on the machine knows them (docs/guide/backups.md).
export const engineChoices = ["restic", "borg", "pgbackrest", "barman", "pg_dump", "mariadb-dump", "duplicity", "rclone", "tar", "btrfs", "lvm", "command"];
/// What a program that made a backup usually protects.
export const kindOfEngine = (engine: string) => (/^(pgbackrest|barman|pg_dump|mariadb-dump|mysqldump)/.test(engine) ? "database" : "files");

/// Where a plan stands.
export function planMark(plan: Pick<BackupPlan, "ended" | "paused_until_unix_ms" | "last_state">, now: number): { state: string; label: string } {
  if (plan.ended) return { state: "completed", label: "Ended" };
  if (plan.paused_until_unix_ms > now) return { state: "snoozed", label: "Paused" };
  return runMark(plan.last_state);
}

/// What may be a title, ended as a sentence.
export const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);

/// Why the judgement is another than what the machine said of itself; nothing where they agree.
export function differenceWords(run: Pick<BackupRun, "told_outcome" | "state">): string {
  if (!run.told_outcome || run.told_outcome === run.state) return "";
  const word = (state: string) => `“${runMark(state).label.toLowerCase()}”`;
  const why = "what counts is whether a newer recovery point was seen, not the exit code.";
  return `The machine said ${word(run.told_outcome)}, Steward judges it ${word(run.state)}: ${why}`;
}
