import { expect, test } from "vitest";
import type { CalendarChange, Freeze } from "@/api/generated/schema";
import { monthAfter, monthIn, spanOf } from "@/ui/calendar";
import { daysOf } from "./calendar_days";

const at = (day: number, hour = 0) => new Date(2026, 10, day, hour).getTime();
const change = (from: number, until: number) => ({ change: { starts_at_unix_ms: from, ends_at_unix_ms: until }, collisions: [] }) as unknown as CalendarChange;

test("a month is six weeks from a Monday", () => {
  const { from, until } = spanOf(2026, 10); // November 2026 begins on a Sunday
  expect(new Date(from).getDay()).toBe(1);
  expect(new Date(from).getDate()).toBe(26);
  expect(Math.round((until - from) / 86_400_000)).toBe(42);
});

test("a window over midnight is on both days, one that ends at midnight on one", () => {
  const days = daysOf(2026, 10, [change(at(10, 22), at(11, 2)), change(at(20, 22), at(21))], []);
  const on = (day: number) => days.find((one) => one.at === at(day))?.changes.length;
  expect([on(10), on(11), on(20), on(21)]).toEqual([1, 1, 1, 0]);
});

test("a freeze colours every day that it touches", () => {
  const freeze = { from_unix_ms: at(24), until_unix_ms: at(27) } as unknown as Freeze;
  expect(daysOf(2026, 10, [], [freeze]).filter((day) => day.freezes.length > 0).length).toBe(3);
});

test("months of an address are read and walked over the year's end", () => {
  expect(monthIn("2026-12", 0)).toEqual([2026, 11]);
  expect(monthIn("2026-13", at(5))).toEqual([2026, 10]);
  expect(monthAfter(2026, 11, 1)).toBe("2027-01");
  expect(monthAfter(2026, 0, -1)).toBe("2025-12");
});
