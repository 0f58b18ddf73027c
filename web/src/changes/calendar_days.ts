// The weeks of a month with what happens on each day. Pure: days are those of the browser's zone.
import type { CalendarChange, Freeze } from "@/api/generated/schema";

export interface Day {
  at: number; // its midnight
  inMonth: boolean;
  changes: CalendarChange[];
  freezes: Freeze[];
}

const oneDay = 86_400_000;
const midnight = (year: number, month: number, day: number) => new Date(year, month, day).getTime();

/// Six weeks from the Monday before the first, or on it: the same height in every month.
export function spanOf(year: number, month: number): { from: number; until: number } {
  const weekday = (new Date(year, month, 1).getDay() + 6) % 7;
  return { from: midnight(year, month, 1 - weekday), until: midnight(year, month, 1 - weekday + 42) };
}

const overlaps = (from: number, until: number, begin: number, end: number) => begin < until && end > from;

export function daysOf(year: number, month: number, changes: readonly CalendarChange[], freezes: readonly Freeze[]): Day[] {
  const first = new Date(spanOf(year, month).from);
  return Array.from({ length: 42 }, (_, offset) => {
    const at = midnight(first.getFullYear(), first.getMonth(), first.getDate() + offset);
    const next = midnight(first.getFullYear(), first.getMonth(), first.getDate() + offset + 1);
    return {
      at,
      inMonth: new Date(at).getMonth() === month,
      changes: changes.filter(({ change }) => change && overlaps(at, next, change.starts_at_unix_ms, change.ends_at_unix_ms)),
      freezes: freezes.filter((freeze) => overlaps(at, next, freeze.from_unix_ms, freeze.until_unix_ms)),
    };
  });
}

/// "2026-11" from the address, or the month of `now`.
export function monthIn(text: string | undefined, now: number): [year: number, month: number] {
  const found = /^(\d{4})-(\d{2})$/.exec(text ?? "");
  if (found && Number(found[2]) >= 1 && Number(found[2]) <= 12) return [Number(found[1]), Number(found[2]) - 1];
  const today = new Date(now);
  return [today.getFullYear(), today.getMonth()];
}

export function monthAfter(year: number, month: number, by: number): string {
  const then = new Date(year, month + by, 1);
  return `${then.getFullYear()}-${String(then.getMonth() + 1).padStart(2, "0")}`;
}

export const isToday = (day: number, now: number): boolean => day <= now && now - day < oneDay && new Date(day).getDate() === new Date(now).getDate();
