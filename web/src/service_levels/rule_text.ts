// Calendars and targets as people type them, and back. Pure; what cannot be read is said with its line.
import type { CalendarRules, SlaRules, SlaTarget } from "@/api/generated/schema";

export const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof days)[number];
export const dayLabel: Record<Day, string> = {
  mon: "Monday",
  tue: "Tuesday",
  wed: "Wednesday",
  thu: "Thursday",
  fri: "Friday",
  sat: "Saturday",
  sun: "Sunday",
};

/// What the form of a calendar holds: each day "08:00-12:00, 13:00-17:00" or empty; a date a line.
export interface CalendarText {
  zone: string;
  always: boolean;
  week: Record<Day, string>;
  holidays: string;
  exceptions: string;
}
export interface Unreadable {
  field: Day | "holidays" | "exceptions";
  text: string;
}

const windowText = (window: { start: string; end: string }) => `${window.start}-${window.end}`;

export function calendarText(rules: CalendarRules): CalendarText {
  const week = Object.fromEntries(
    days.map((day) => [
      day,
      rules.week
        .filter((line) => line.day === day)
        .map(windowText)
        .join(", "),
    ]),
  ) as Record<Day, string>;
  return {
    zone: rules.zone,
    always: rules.always_open,
    week,
    holidays: rules.holidays.map((one) => `${one.date} ${one.name}`.trim()).join("\n"),
    exceptions: rules.exceptions
      .map((one) => `${one.date} ${one.windows.length > 0 ? one.windows.map(windowText).join(",") : "closed"} ${one.name}`.trim())
      .join("\n"),
  };
}

const windowForm = /^(\d\d:\d\d)\s*-\s*(\d\d:\d\d)$/;
function windowsOf(text: string): { start: string; end: string }[] | undefined {
  const found = [];
  for (const part of text
    .split(",")
    .map((piece) => piece.trim())
    .filter(Boolean)) {
    const match = windowForm.exec(part);
    if (!match) return undefined;
    found.push({ start: match[1] ?? "", end: match[2] ?? "" });
  }
  return found;
}

const lines = (text: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
const dated = /^(\d{4}-\d\d-\d\d)(?:\s+(.*))?$/;

/// The lines of a form with these days in it: a day that stands there already keeps its name; by date.
export function withHolidays(text: string, found: readonly { date: string; name: string }[]): string {
  const known = new Map(lines(text).map((line) => [line.slice(0, 10), line]));
  for (const { date, name } of found) if (!known.has(date)) known.set(date, `${date} ${name}`.trim());
  return [...known.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, line]) => line)
    .join("\n");
}

export function calendarRules(text: CalendarText): CalendarRules | Unreadable {
  const rules: CalendarRules = { zone: text.zone.trim(), always_open: text.always, week: [], holidays: [], exceptions: [] };
  for (const day of days) {
    const windows = windowsOf(text.week[day]);
    if (!windows) return { field: day, text: "Write hours as 08:00-12:00, 13:00-17:00, or leave the day empty." };
    for (const { start, end } of windows) rules.week.push({ day, start, end });
  }
  for (const line of lines(text.holidays)) {
    const match = dated.exec(line);
    if (!match) return { field: "holidays", text: `“${line}”: write the date first, as 2026-12-25.` };
    rules.holidays.push({ date: match[1] ?? "", name: match[2] ?? "" });
  }
  for (const line of lines(text.exceptions)) {
    const match = dated.exec(line);
    const [hours = "", ...name] = (match?.[2] ?? "").split(/\s+/);
    const windows = hours === "closed" ? [] : windowsOf(hours);
    if (!match || !windows || !hours)
      return { field: "exceptions", text: `“${line}”: write 2026-12-24 08:00-12:00 half day, or closed instead of hours.` };
    rules.exceptions.push({ date: match[1] ?? "", name: name.join(" "), windows });
  }
  return rules;
}

export const isUnreadable = (value: CalendarRules | Unreadable): value is Unreadable => "field" in value;

/// "Mon to Fri 08:00-18:00; Sat 09:00-12:00".
export function weekWords(rules: CalendarRules): string {
  if (rules.always_open) return "around the clock";
  const text = calendarText(rules).week;
  const parts: string[] = [];
  for (let i = 0; i < days.length; ) {
    const day = days[i] as Day;
    let last = i;
    while (last + 1 < days.length && text[days[last + 1] as Day] === text[day]) last += 1;
    const short = (at: number) => dayLabel[days[at] as Day].slice(0, 3);
    if (text[day]) parts.push(`${last > i ? `${short(i)} to ${short(last)}` : short(i)} ${text[day]}`);
    i = last + 1;
  }
  return parts.join("; ");
}

export const kinds = ["acknowledge", "first_response", "update", "mitigate", "resolve"] as const;
export const kindLabel: Record<string, string> = {
  acknowledge: "Acknowledge",
  first_response: "First response",
  update: "News",
  mitigate: "Mitigate",
  resolve: "Resolve",
};

const units: readonly (readonly [string, number])[] = [
  ["h", 3600],
  ["min", 60],
  ["s", 1],
];
export function targetText(target: SlaTarget | undefined): string {
  if (!target) return "";
  if (target.business_days > 0) return `${target.business_days} ${target.business_days === 1 ? "day" : "days"}`;
  let rest = Number(target.target_s);
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count} ${unit}`);
    rest -= count * size;
  }
  return parts.join(" ") || "0 s";
}

/// "15 min", "1 h 30 min", "3 days"; empty: not promised (null). Undefined: cannot be read.
export function targetOf(kind: string, text: string): SlaTarget | null | undefined {
  const wanted = text.trim();
  if (!wanted) return null;
  const inDays = /^(\d{1,3}) ?(?:d|days?)$/.exec(wanted);
  if (inDays) return { kind, target_s: "0", business_days: Number(inDays[1]) };
  const match = /^(?:(\d{1,4}) ?h)? ?(?:(\d{1,5}) ?min)? ?(?:(\d{1,6}) ?s)?$/.exec(wanted);
  if (!match) return undefined;
  const seconds = Number(match[1] ?? 0) * 3600 + Number(match[2] ?? 0) * 60 + Number(match[3] ?? 0);
  return { kind, target_s: String(seconds), business_days: 0 };
}

export const targetIn = (rules: SlaRules, priority: string, kind: string): SlaTarget | undefined =>
  rules.promises.find((promise) => promise.priority === priority)?.targets.find((target) => target.kind === kind);
