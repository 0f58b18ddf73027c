import { expect, test } from "vitest";
import { dutyOf, hoursLeft, windowsOf } from "./board_hours";
import type { CalendarRules } from "./board_types";

const weekdays = ["mon", "tue", "wed", "thu", "fri"];
const office: CalendarRules = {
  zone: "Europe/Zurich",
  always_open: false,
  week: weekdays.flatMap((day) => [
    { day, start: "08:00", end: "12:00" },
    { day, start: "13:00", end: "17:00" },
  ]),
  holidays: [{ date: "2026-12-25", name: "Christmas" }],
  exceptions: [{ date: "2026-11-26", name: "Early end", windows: [{ start: "08:00", end: "10:00" }] }],
};
const at = (text: string) => Date.parse(text);

test("what is left of a day shrinks with the clock and stands still over lunch", () => {
  expect(hoursLeft(office, at("2026-11-23T06:00:00Z")).today).toBe(8);
  expect(hoursLeft(office, at("2026-11-23T09:30:00Z")).today).toBe(5.5);
  expect(hoursLeft(office, at("2026-11-23T11:30:00Z")).today).toBe(4);
  expect(hoursLeft(office, at("2026-11-23T17:00:00Z")).today).toBe(0);
});

test("a week ends on Sunday and knows its exceptions and holidays", () => {
  expect(hoursLeft(office, at("2026-11-23T06:00:00Z")).week).toBe(34);
  expect(hoursLeft(office, at("2026-12-21T06:00:00Z")).week).toBe(32);
  expect(hoursLeft(office, at("2026-11-28T12:00:00Z"))).toEqual({ today: 0, week: 0 });
});

test("a window over midnight belongs to the day on which it begins", () => {
  const night = { ...office, week: [{ day: "mon", start: "22:00", end: "06:00" }] };
  expect(windowsOf(night, "2026-11-23")).toEqual([[1320, 1800]]);
});

test("the next duty of a person is found in all rotas", () => {
  const shift = { account_id: "a", layer_name: "Primary", from_unix_ms: 10, until_unix_ms: 20 };
  const later = { ...shift, from_unix_ms: 50, until_unix_ms: 60 };
  expect(dutyOf([later, shift], "a", 15)).toBe(shift);
  expect(dutyOf([later, shift], "a", 25)).toBe(later);
  expect(dutyOf([later, shift], "b", 15)).toBeUndefined();
});
