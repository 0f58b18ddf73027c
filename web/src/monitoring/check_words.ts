// How a check reads: its thresholds, its value and its state, as short sentences. Pure.
import type { CatalogueCheck, Check } from "@/api/generated/schema";
import { decimal, measured, span } from "@/ui/format";

type Levels = Pick<Check, "raise_warning" | "raise_critical" | "clear_warning" | "clear_critical">;

/// How long a level must be reached before it counts.
export interface Holds {
  warning_s: number;
  critical_s: number;
}
export const holdsOf = (check: Pick<CatalogueCheck, "hold_warning_s" | "hold_critical_s"> | undefined): Holds | undefined =>
  check && { warning_s: check.hold_warning_s, critical_s: check.hold_critical_s };

// States that are measured as 0 and 1.
const sayings: Record<string, readonly [string, string]> = {
  service_running: ["stopped", "running"],
  restart_pending: ["none pending", "pending"],
};

/// A value as a person says it; a number and its unit stay on one line.
export function valueText(value: number, unit: string, metric: string): string {
  return sayings[metric]?.[value === 0 ? 0 : 1] ?? measured(value, unit).replaceAll(" ", "\u00a0");
}

// Levels are shown as they were set, not rounded as measurements are.
const levelText = (value: number, unit: string, metric: string) =>
  unit === "%" ? `${decimal(value, 2)}\u00a0%` : valueText(value, unit, metric);

function parts(warning: number | undefined, critical: number | undefined, say: (value: number) => string): string {
  return [
    ...(warning === undefined ? [] : [`warning ${say(warning)}`]),
    ...(critical === undefined ? [] : [`critical ${say(critical)}`]),
  ].join(", ");
}

/// "warning from 80 %, critical from 90 %", or the other way round where lower is worse. Where both levels are the same state, what tells
/// them apart is how long it lasts: "warning after 7 d pending, critical after 14 d".
export function levelsText(levels: Levels, unit: string, metric: string, lowerIsWorse: boolean, holds?: Holds): string {
  if (holds && metric in sayings && levels.raise_warning !== undefined && levels.raise_warning === levels.raise_critical)
    return `warning after ${span(holds.warning_s * 1000)} ${valueText(levels.raise_warning, unit, metric)}, critical after ${span(holds.critical_s * 1000)}`;
  return parts(levels.raise_warning, levels.raise_critical, (value) => {
    const text = levelText(value, unit, metric);
    return metric in sayings ? `when ${text}` : lowerIsWorse ? `at ${text} or less` : `from ${text}`;
  });
}

export function clearText(levels: Levels, unit: string, metric: string, lowerIsWorse: boolean): string {
  const text = parts(levels.clear_warning, levels.clear_critical, (value) => {
    const level = levelText(value, unit, metric);
    return metric in sayings ? `when ${level}` : `${lowerIsWorse ? "≥" : "≤"}\u00a0${level}`;
  });
  return text && `clears: ${text}`;
}

export function holdText(seconds: number, sampling: string): string {
  const times = sampling && sampling !== "1 of 1" ? `${sampling} samples` : "";
  return [seconds > 0 ? `held for ${span(seconds * 1000)}` : "at once", times].filter(Boolean).join(", ");
}

const policies: Record<string, string> = {
  alert: "no data is an alert",
  hold: "without data the last state stays",
  ignore: "no data is ignored",
};
export const noDataText = (policy: string): string => policies[policy] ?? policy;

/// How many published checks have something to judge here, and the names of those that have nothing: they have no instance.
export function coverageOf(checks: readonly Check[]): { observed: number; missing: string[] } {
  const names = (wanted: (check: Check) => boolean) => [...new Set(checks.filter(wanted).map((check) => check.name))];
  return { observed: names((check) => check.check_instance_id !== "").length, missing: names((check) => check.check_instance_id === "") };
}

export const isSoft = (state: string): boolean => state.startsWith("soft_");

const order = ["critical", "warning", "soft_critical", "soft_warning", "flapping", "unknown", "stale", "ok", "disabled"];
/// The worst first, then by name; equal ones by item.
export function byState(a: Check, b: Check): number {
  // A state that this console does not know yet is not a good one.
  const place = (check: Check) => order.indexOf(order.includes(check.state) ? check.state : "unknown");
  return place(a) - place(b) || a.check.localeCompare(b.check) || a.item.localeCompare(b.item);
}

/// Which side of a level is bad, told by where it clears.
export function lowerIsWorse(
  check: Pick<CatalogueCheck, "raise_warning" | "clear_warning" | "raise_critical" | "clear_critical">,
): boolean {
  const raise = check.raise_warning ?? check.raise_critical,
    clear = check.raise_warning === undefined ? check.clear_critical : check.clear_warning;
  return raise !== undefined && clear !== undefined && clear > raise;
}
