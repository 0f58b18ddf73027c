// Hours as people say them, and days of a sheet. All functions are pure.
import type { TimeEntry, Worked } from "@/api/generated/schema";
import { methods } from "@/api/client";

const minute = 60,
  hour = 3600;

/// "1:30"; seconds are left out, but what is not nothing is at least "0:01".
/// Whole numbers of 64 bits come as text.
export function hours(value: number | string): string {
  const seconds = Number(value);
  const whole = seconds > 0 && seconds < minute ? 1 : Math.floor(seconds / minute);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/// A running one: "0:12:05".
export function stopwatch(seconds: number): string {
  const value = Math.max(0, Math.floor(seconds));
  return `${Math.floor(value / hour)}:${String(Math.floor(value / minute) % 60).padStart(2, "0")}:${String(value % minute).padStart(2, "0")}`;
}

export type Said = Pick<Worked, "minutes" | "from" | "until">;

/// "20", "1:30", "1.5h", "45m" and "9:00-10:30" ("9-10:30" too). Nothing when it cannot be read.
export function readWorked(text: string): Said | undefined {
  const said = text.trim().toLowerCase();
  const span = /^(\d{1,2})(?::(\d\d))?\s*[-–]\s*(\d{1,2})(?::(\d\d))?$/.exec(said);
  if (span) {
    const [, fromHour, fromMinute = "00", untilHour, untilMinute = "00"] = span;
    if (Number(fromHour) > 24 || Number(untilHour) > 24 || Number(fromMinute) > 59 || Number(untilMinute) > 59) return undefined;
    return { minutes: 0, from: `${fromHour.padStart(2, "0")}:${fromMinute}`, until: `${untilHour.padStart(2, "0")}:${untilMinute}` };
  }
  const clock = /^(\d{1,2}):(\d\d)$/.exec(said);
  if (clock && Number(clock[2]) < 60) return inMinutes(Number(clock[1]) * 60 + Number(clock[2]));
  const mixed = /^(?:(\d+(?:[.,]\d+)?)\s*h)?\s*(?:(\d+)\s*m?(?:in)?)?$/.exec(said);
  if (!said || !mixed || (mixed[1] === undefined && mixed[2] === undefined)) return undefined;
  return inMinutes(Math.round(Number((mixed[1] ?? "0").replace(",", ".")) * 60) + Number(mixed[2] ?? 0));
}

function inMinutes(minutes: number): Said | undefined {
  return minutes >= 1 && minutes <= 1440 ? { minutes, from: "", until: "" } : undefined;
}

export const activities = [
  { value: "reactive", label: "Reactive" },
  { value: "proactive", label: "Proactive" },
  { value: "request", label: "Request" },
  { value: "project", label: "Project" },
  { value: "vcio", label: "Advice (vCIO)" },
  { value: "onboarding", label: "Onboarding" },
  { value: "internal", label: "Internal" },
  { value: "travel", label: "Travel" },
] as const;
export const activityLabel = (name: string): string => activities.find((one) => one.value === name)?.label ?? name;
export const coverages = [
  { value: "covered", label: "Covered" },
  { value: "billable", label: "Billable" },
  { value: "goodwill", label: "Goodwill" },
] as const;

const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/// "Wed 25"
export const dayHead = (day: string, index: number): string => `${days[index]} ${Number(day.slice(8))}`;

const dayMs = 86_400_000;
/// The ISO week `by` weeks later: "2026-W53" and one more is "2027-W01".
export function weekBeside(monday: string, by: number): string {
  return weekOf(new Date(Date.parse(`${monday}T00:00:00Z`) + 7 * by * dayMs));
}

function weekOf(day: Date): string {
  const thursday = new Date(day.getTime() + (3 - ((day.getUTCDay() + 6) % 7)) * dayMs);
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  return `${thursday.getUTCFullYear()}-W${String(Math.floor((thursday.getTime() - first) / (7 * dayMs)) + 1).padStart(2, "0")}`;
}

/// What a row of the sheet is about: entries of the same work on several days.
export interface SheetRow {
  key: string;
  ticket_id: string;
  client_id: string;
  title: string;
  activity: string;
  cells: TimeEntry[][]; // of each day
  worked_s: number;
}

export function sheetRows(dayNames: readonly string[], entries: readonly TimeEntry[]): SheetRow[] {
  const rows = new Map<string, SheetRow>();
  for (const entry of entries) {
    const key = [entry.ticket_id || entry.client_id || "us", entry.activity].join(" ");
    const row = rows.get(key) ?? {
      key,
      ticket_id: entry.ticket_id,
      client_id: entry.client_id,
      title: entry.ticket_reference ? `${entry.ticket_reference} ${entry.ticket_title}` : entry.client_name || "Ourselves",
      activity: entry.activity,
      cells: dayNames.map(() => []),
      worked_s: 0,
    };
    rows.set(key, row);
    row.cells[dayNames.indexOf(entry.day)]?.push(entry);
    row.worked_s += Number(entry.worked_s);
  }
  return [...rows.values()];
}

/// What any change of time makes old.
export const touchedByTime = [
  methods.getTimer,
  methods.getTimeSheet,
  methods.listTimeEntries,
  methods.sumTimeEntries,
  methods.listTimeSheets,
  methods.getUtilisation,
  methods.listFreeHours,
];
