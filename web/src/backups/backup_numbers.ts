// Numbers of the room in words. Rounding happens here and only here: one decimal, half up, and never up to 100.
import type { BackupItem, BackupRun, ClientBackupFigures } from "@/api/generated/schema";
import { bytes, count, counted, decimal, span } from "@/ui/format";

const hour = 3600,
  day = 24 * hour;
/// Below it a percentage says more than is known (kpis.md, minimum sample).
const leastSample = 10;

/// "4 hours", "7 days", "90 minutes"; days where it is whole ones from two on.
export function objectiveWords(seconds: number): string {
  if (seconds <= 0) return "none agreed";
  if (seconds % day === 0 && seconds >= 2 * day) return counted(seconds / day, "day", "days");
  if (seconds % hour === 0) return counted(seconds / hour, "hour", "hours");
  if (seconds % 60 === 0) return counted(seconds / 60, "minute", "minutes");
  return counted(seconds, "second", "seconds");
}

export interface Objectives {
  rpo_s: number;
  rto_s: number;
}
const byCriticality: Record<string, Objectives> = {
  C1: { rpo_s: 4 * hour, rto_s: 8 * hour },
  C2: { rpo_s: day, rto_s: day },
  C3: { rpo_s: day, rto_s: 72 * hour },
};
/// What the server takes where nobody says otherwise (playbooks.md 8); nothing: it has no default either.
export function defaultObjectives(kind: string, criticality: string): Objectives | undefined {
  if (kind === "network") return { rpo_s: 7 * day, rto_s: 4 * hour };
  if (kind === "mailboxes" || kind === "cloud") return { rpo_s: day, rto_s: day };
  return byCriticality[criticality];
}

/// "4", "4h", "90 m", "7 days" as seconds; a number alone is hours. Not a length: undefined. Empty: 0, the default.
export function objectiveSeconds(text: string): number | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return 0;
  const match = /^(\d+(?:[.,]\d+)?)\s*(m|min|minutes?|h|hours?|d|days?)?$/.exec(wanted);
  if (!match) return undefined;
  const unit = match[2]?.[0] ?? "h";
  const seconds = Math.round(Number(match[1].replace(",", ".")) * (unit === "m" ? 60 : unit === "d" ? day : hour));
  return seconds > 0 ? seconds : undefined;
}
/// The same the other way round, as it stands in the field.
export function objectiveText(seconds: number): string {
  if (seconds <= 0) return "";
  if (seconds % day === 0 && seconds >= 2 * day) return `${seconds / day}d`;
  return seconds % hour === 0 ? `${seconds / hour}h` : `${Math.round(seconds / 60)}m`;
}

/// One decimal, half up; what is not all is not 100, what is something is not 0.
export function percent(part: number, whole: number): string {
  const tenths = Math.floor((part / whole) * 1000 + 0.5 + 1e-9);
  const honest = part < whole ? Math.min(tenths, 999) : tenths;
  return `${decimal((part > 0 ? Math.max(honest, 1) : honest) / 10)} %`;
}

export interface Figure {
  big: string; // what is read first
  small: string; // what it is made of
}

/// K19: runs that succeeded of those that were expected.
export function successFigure({ success, scheduled }: Pick<ClientBackupFigures, "success" | "scheduled">): Figure {
  if (scheduled === 0) return { big: "none", small: "no run was expected" };
  const small = `${count(success)} of ${counted(scheduled, "run", "runs")}`;
  if (scheduled < leastSample) return { big: `${count(success)} of ${count(scheduled)}`, small: "runs; too few for a percentage" };
  return { big: percent(success, scheduled), small };
}

/// K20: items whose restore was proven of those that must be (C1 and C2).
export function provenFigure({ proven, to_prove }: Pick<ClientBackupFigures, "proven" | "to_prove">): Figure {
  if (to_prove === 0) return { big: "none", small: "no item of C1 or C2 to prove" };
  const made = `${count(proven)} of ${count(to_prove)} proven`;
  if (proven === 0) return { big: `0 of ${count(to_prove)}`, small: "proven: no restore counts as a proof" };
  if (to_prove < leastSample) return { big: `${count(proven)} of ${count(to_prove)}`, small: "proven; too few for a percentage" };
  return { big: percent(proven, to_prove), small: made };
}

/// "5 of 6 fresh", and how it was in the worst hour.
export function freshWords({ items, fresh_now }: Pick<ClientBackupFigures, "items" | "fresh_now">): string {
  return items === 0 ? "nothing to protect" : `${count(fresh_now)} of ${count(items)}`;
}

function restoredWords(proven: number, toProve: number): string {
  if (toProve === 0) return "no item is critical enough that its restore has to be proven";
  if (toProve === 1) return `for the one item that must be proven ${proven === 1 ? "a" : "no"} restore was shown to work`;
  if (proven === 0) return `for none of the ${count(toProve)} items that must be proven was a restore shown to work`;
  return `of the ${count(toProve)} items that must be proven, a restore was shown to work for ${count(proven)}`;
}

type Sums = Pick<ClientBackupFigures, "scheduled" | "success" | "proven" | "to_prove">;
/// What both numbers say together, of all clients that are shown.
export function gapSentence(clients: readonly Sums[]): string {
  const sum = (read: (one: Sums) => number) => clients.reduce((all, one) => all + read(one), 0);
  const scheduled = sum((one) => one.scheduled),
    success = sum((one) => one.success),
    proven = sum((one) => one.proven),
    toProve = sum((one) => one.to_prove);
  const ran =
    scheduled === 0
      ? "No run was expected"
      : scheduled < leastSample
        ? `${count(success)} of ${counted(scheduled, "expected run", "expected runs")} ended well`
        : `${percent(success, scheduled)} of the expected runs ended well (${count(success)} of ${count(scheduled)})`;
  return `${ran}; ${restoredWords(proven, toProve)}. A run that ended well says that a backup was written, not that it can be restored.`;
}

/// "19 h old, 24 hours agreed": how old what could be restored is, against what was agreed.
export function ageWords(item: Pick<BackupItem, "content_at_unix_ms" | "rpo_s">, now: number): string {
  const agreed = Number(item.rpo_s) > 0 ? `${objectiveWords(Number(item.rpo_s))} agreed` : "no objective agreed";
  if (!item.content_at_unix_ms) return `no recovery point was seen, ${agreed}`;
  return `${span(now - item.content_at_unix_ms)} old, ${agreed}`;
}

type Manifest = Pick<BackupRun, "manifest_digest" | "manifest_files" | "manifest_hashed" | "manifest_in_motion" | "manifest_unknown">;
/// What the wrapper wrote down at the source, so that a restore can be compared with it later.
export function manifestWords(run: Manifest): string {
  if (!run.manifest_digest) {
    const why = run.manifest_unknown ? ` ${run.manifest_unknown}` : "";
    return `None was written at the source: a restore of this run could not be compared with what was there.${why}`;
  }
  const files = Number(run.manifest_files),
    hashed = Number(run.manifest_hashed),
    moving = Number(run.manifest_in_motion);
  const parts = [`${counted(files, "file", "files")} at the source`, `${count(hashed)} of them with a hash that a restore can be compared with`];
  if (moving > 0) parts.push(`${count(moving)} changed while the backup ran and ${moving === 1 ? "is" : "are"} never compared`);
  return `${parts.join(", ")}.${run.manifest_unknown ? ` ${run.manifest_unknown}` : ""}`;
}

/// What was not said is not nought.
export const bytesTold = (value: string | undefined) => (value === undefined ? "not told" : bytes(Number(value), 1024));
export const countTold = (value: string | undefined) => (value === undefined ? "not told" : count(Number(value)));

/// "6 min 20 s", "1 h 12 min".
export function lengthWords(seconds: number): string {
  const two = (a: number, one: string, b: number, other: string) => (b > 0 ? `${count(a)} ${one} ${b} ${other}` : `${count(a)} ${one}`);
  if (seconds < 60) return `${count(seconds)} s`;
  if (seconds < hour) return two(Math.floor(seconds / 60), "min", seconds % 60, "s");
  return two(Math.floor(seconds / hour), "h", Math.floor((seconds % hour) / 60), "min");
}
