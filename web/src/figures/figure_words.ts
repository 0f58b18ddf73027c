// Words of the room for people. Rounding happens here and only here (one decimal, half up).
import type { DeskFigure, FigureValue } from "@/api/generated/schema";
import { count, decimal } from "@/ui/format";

/// One decimal, half up: 88.75 is 88.8.
const shown = (value: number, digits = 1): string => decimal(Math.floor(value * 10 ** digits + 0.5 + 1e-9) / 10 ** digits, digits);

/// "4.5 h", "12.0 min", "45 s": one unit, with a decimal where it says something.
export function lengthWords(seconds: number): string {
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 2 * 3600) return `${shown(seconds / 60)} min`;
  return `${shown(seconds / 3600)} h`;
}

/// What a value says on its own; under the least sample the count, and that it is too few.
export function valueWords(figure: DeskFigure, value: FigureValue): string {
  if (!value.has_data) return "no data";
  if (figure.kind === "per_endpoint") return shown(value.value, 2);
  if (figure.kind === "hours_per_endpoint") return `${shown(value.value * 60)} min`;
  if (!value.enough) return "too few";
  return figure.kind === "share" ? `${shown(value.value)} %` : lengthWords(value.mean_s);
}

/// What it is made of: "72 of 75", "11 tickets, 35.0 endpoints", "median 4.3 h, P90 9.5 h, 4 records".
export function madeOfWords(figure: DeskFigure, value: FigureValue): string {
  if (!value.has_data && value.sample === 0) return "nothing counts yet";
  if (figure.kind === "share") return `${count(value.numerator)} of ${count(value.denominator)}`;
  if (figure.kind === "per_endpoint") return `${count(value.numerator)} tickets, ${shown(value.denominator)} endpoints`;
  if (figure.kind === "hours_per_endpoint")
    return `${shown(value.seconds / 3600, 2)} h, ${shown(value.denominator)} endpoints: ${shown(value.value, 3)} h each`;
  const open = value.open > 0 ? `, ${count(value.open)} still open` : "";
  return `median ${lengthWords(value.median_s)}, P90 ${lengthWords(value.p90_s)}, ${count(value.sample)} counted${open}`;
}

/// The number that a target is compared with: unrounded.
const judged = (figure: DeskFigure, value: FigureValue): number =>
  figure.kind !== "time" ? value.value : figure.code === "K03.alerts" ? value.p90_s : value.mean_s;

/// Whether the target is met; undefined without a target, or with too little to say.
export function meetsTarget(figure: DeskFigure, value: FigureValue): boolean | undefined {
  if (!figure.target || !value.has_data || !value.enough) return undefined;
  return figure.better === "higher" ? judged(figure, value) >= figure.target : judged(figure, value) <= figure.target;
}

export interface Verdict {
  tone: "ok" | "warn" | "crit";
  words: string;
}

/// What is to be said of a number: met, missed, an alarm; of K05 that the whole is met and P1 is not.
export function verdictOf(figure: DeskFigure, value: FigureValue, isTotal: boolean): Verdict | undefined {
  const met = meetsTarget(figure, value);
  if (met === undefined) return undefined;
  if (figure.alarm > 0 && value.value > figure.alarm) return { tone: "crit", words: `alarm: over ${shown(figure.alarm, 2)}` };
  if (!met) return { tone: "warn", words: "missed" };
  if (isTotal && figure.below.length > 0) return { tone: "warn", words: `met, but not for ${figure.below.join(" and ")}` };
  return { tone: "ok", words: "met" };
}

/// A priority's or a technician's part of what is per endpoint is no figure that a target could be held against.
export const judgesGroups = (figure: Pick<DeskFigure, "kind">, by: string): boolean => by === "client" || !figure.kind.includes("per_endpoint");

export function targetWords(figure: DeskFigure): string {
  if (!figure.target) return "";
  const than = figure.better === "higher" ? "at least" : "at most";
  if (figure.kind === "share") return `${than} ${shown(figure.target, 0)} %`;
  if (figure.kind === "per_endpoint") return `${than} ${shown(figure.target, 2)}`;
  if (figure.kind === "hours_per_endpoint") return `${than} ${shown(figure.target * 60)} min`;
  return `${figure.code === "K03.alerts" ? "P90 " : "mean "}${than} ${lengthWords(figure.target)}`;
}

/// Whether the records have a length rather than a yes or no.
export const hasLength = (figure: Pick<DeskFigure, "kind">): boolean => figure.kind === "time" || figure.kind === "hours_per_endpoint";

/// The number that a point of the trend is drawn by; undefined where there is nothing to draw.
export function pointOf(figure: DeskFigure, value: FigureValue | undefined): number | undefined {
  if (!value?.has_data) return undefined;
  return figure.kind === "time" ? value.mean_s : value.value;
}

const reasons: Record<string, string> = { late_facts: "late facts", definition: "another definition", closed: "closed" };
export const restatedBecause = (reason: string): string => reasons[reason] ?? reason;
