import { expect, test } from "vitest";
import { availableOf, byHours, dutyOf, hoursLeft, mondayOf, windowsOf } from "./board_hours";
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

const person = (...days: [day: string, free: number, away?: boolean][]) => ({
  days: days.map(([day, free, away = false]) => ({ day, free_s: String(free * 3600), away })),
});

test("a person has what their own days leave, and the calendar at most", () => {
  const calendar = { today: 5, week: 29 };
  const thursday = "2026-11-26";
  expect(availableOf(calendar, undefined, thursday)).toEqual({ today: 5, week: 29, away: false });
  expect(availableOf(calendar, person([thursday, 2], ["2026-11-27", 8]), thursday)).toEqual({ today: 2, week: 10, away: false });
  expect(availableOf(calendar, person([thursday, 0, true], ["2026-11-27", 8]), thursday)).toEqual({ today: 0, week: 8, away: true });
  expect(availableOf(calendar, person([thursday, 8], ["2026-11-27", 30]), thursday)).toEqual({ today: 5, week: 29, away: false });
  expect(availableOf(calendar, person([thursday, 1], ["2026-11-30", 8]), thursday).week).toBe(1);
});

test("who has most time comes first, and nobody moves who is on screen", () => {
  const people = ["ana", "ben", "cy"].map((name) => ({ account: name, name }));
  const hours = (account: string) => ({ today: 0, week: { ana: 2, ben: 30, cy: 2 }[account] ?? 0, away: false });
  expect(byHours(people, hours, [])).toEqual(["ben", "ana", "cy"]);
  expect(byHours([...people, { account: "dan", name: "dan" }], hours, ["cy", "ben", "gone"])).toEqual(["cy", "ben", "ana", "dan"]);
});

test("a week begins on Monday", () => {
  expect(mondayOf("2026-11-29")).toBe("2026-11-23");
  expect(mondayOf("2026-11-23")).toBe("2026-11-23");
});
