// Shifts on a line of days: where each begins and how long it is, in percent.
import type { Shift } from "@/api/generated/schema";

export const day = 86_400_000;

/// Midnight of the viewer's day.
export function startOfDay(at: number): number {
  const date = new Date(at);
  date.setHours(0, 0, 0, 0);
  return date.getTime();
}

export interface Bar {
  shift: Shift;
  left: number;
  width: number;
}

/// The bars of one layer in [from, until); what lies outside is left out.
export function barsOf(shifts: readonly Shift[], layer: number, from: number, until: number): Bar[] {
  const whole = until - from;
  const bars: Bar[] = [];
  for (const shift of shifts) {
    const begin = Math.max(shift.from_unix_ms, from);
    const end = Math.min(shift.until_unix_ms, until);
    if (shift.layer !== layer || end <= begin) continue;
    bars.push({ shift, left: ((begin - from) / whole) * 100, width: ((end - begin) / whole) * 100 });
  }
  return bars;
}

/// "2026-11-30": the next Monday after `at`, the usual day of a first hand-over.
export function nextMonday(at: number): string {
  const date = new Date(startOfDay(at));
  date.setDate(date.getDate() + ((8 - date.getDay()) % 7 || 7));
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
