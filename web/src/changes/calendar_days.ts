// The weeks of a month with what is changed on each day. Pure: days are those of the browser's zone.
import type { CalendarChange, Freeze } from "@/api/generated/schema";
import { monthDays } from "@/ui/calendar";

export interface Day {
  at: number; // its midnight
  inMonth: boolean;
  changes: CalendarChange[];
  freezes: Freeze[];
}

const overlaps = (from: number, until: number, begin: number, end: number) => begin < until && end > from;

export const daysOf = (year: number, month: number, changes: readonly CalendarChange[], freezes: readonly Freeze[]): Day[] =>
  monthDays(year, month).map(({ at, next, inMonth }) => ({
    at,
    inMonth,
    changes: changes.filter(({ change }) => change && overlaps(at, next, change.starts_at_unix_ms, change.ends_at_unix_ms)),
    freezes: freezes.filter((freeze) => overlaps(at, next, freeze.from_unix_ms, freeze.until_unix_ms)),
  }));
