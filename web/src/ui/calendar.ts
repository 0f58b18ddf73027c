// The weeks of a month, as a calendar shows them. Pure: days are those of the browser's zone.

export interface MonthDay {
  at: number; // its midnight
  next: number; // and the next one: not always a day of 24 hours later
  inMonth: boolean;
}

const oneDay = 86_400_000;
const midnight = (year: number, month: number, day: number) => new Date(year, month, day).getTime();

/// Six weeks from the Monday before the first, or on it: the same height in every month.
export function spanOf(year: number, month: number): { from: number; until: number } {
  const weekday = (new Date(year, month, 1).getDay() + 6) % 7;
  return { from: midnight(year, month, 1 - weekday), until: midnight(year, month, 1 - weekday + 42) };
}

export function monthDays(year: number, month: number): MonthDay[] {
  const first = new Date(spanOf(year, month).from);
  return Array.from({ length: 42 }, (_, offset) => {
    const at = midnight(first.getFullYear(), first.getMonth(), first.getDate() + offset);
    const next = midnight(first.getFullYear(), first.getMonth(), first.getDate() + offset + 1);
    return { at, next, inMonth: new Date(at).getMonth() === month };
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
