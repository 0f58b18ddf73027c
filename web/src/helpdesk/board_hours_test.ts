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

const line = (contract: number, absent = 0, booked = 0) => ({
  account_id: "a",
  contract_s: String(contract * 3600),
  absent_s: String(absent * 3600),
  client_s: String(booked * 3600),
  internal_s: "0",
});

test("a person has what contract, absences and booked time leave, and the calendar at most", () => {
  const calendar = { today: 5, week: 29 };
  expect(availableOf(calendar, undefined, undefined)).toEqual({ today: 5, week: 29, away: false });
  expect(availableOf(calendar, line(8, 0, 6), line(40, 0, 16))).toEqual({ today: 2, week: 24, away: false });
  expect(availableOf(calendar, line(8, 8), line(40, 8, 0))).toEqual({ today: 0, week: 29, away: true });
  expect(availableOf(calendar, line(4, 0, 6), line(20, 0, 30))).toEqual({ today: 0, week: 0, away: false });
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
