import { expect, test } from "vitest";
import type { TimeEntry } from "@/api/generated/schema";
import { dayHead, hours, readWorked, sheetRows, stopwatch, weekBeside } from "./time_words";

test("hours are told without seconds, and what is not nothing is not zero", () => {
  expect([0, 1, 59, 60, "5400", 90_061].map(hours)).toEqual(["0:00", "0:01", "0:01", "0:01", "1:30", "25:01"]);
  expect(stopwatch(3725.9)).toBe("1:02:05");
  expect(stopwatch(-5)).toBe("0:00:00");
});

test("what people type is read, and nothing else", () => {
  const minutes = (text: string) => readWorked(text)?.minutes;
  expect(["20", "1:30", "1.5h", "1,5 h", "45m", "45 min", "1h 15", "2h", " 90 "].map(minutes)).toEqual([
    20, 90, 90, 90, 45, 45, 75, 120, 90,
  ]);
  expect(readWorked("9:00-10:30")).toEqual({ minutes: 0, from: "09:00", until: "10:30" });
  expect(readWorked("9 – 12")).toEqual({ minutes: 0, from: "09:00", until: "12:00" });
  for (const wrong of ["", "0", "abc", "1441", "25:00", "1:60", "9:00-", "-5", "30-40", "9:70-10:00"])
    expect(readWorked(wrong), wrong).toBeUndefined();
});

test("weeks go on over the end of a year", () => {
  expect(weekBeside("2026-11-23", 0)).toBe("2026-W48");
  expect(weekBeside("2026-12-28", 0)).toBe("2026-W53");
  expect(weekBeside("2026-12-28", 1)).toBe("2027-W01");
  expect(weekBeside("2025-01-06", -1)).toBe("2025-W01");
  expect(dayHead("2026-11-05", 3)).toBe("Thu 5");
});

test("the same work on several days is one row of the sheet", () => {
  const entry = (day: string, ticket_id: string, activity: string) =>
    ({
      day,
      ticket_id,
      activity,
      client_id: "c",
      client_name: "Acme",
      ticket_reference: ticket_id && "T-1",
      ticket_title: "Printer",
      worked_s: "600",
    }) as unknown as TimeEntry;
  const rows = sheetRows(
    ["2026-11-23", "2026-11-24"],
    [
      entry("2026-11-23", "t", "reactive"),
      entry("2026-11-24", "t", "reactive"),
      entry("2026-11-24", "t", "travel"),
      entry("2026-11-24", "", "reactive"),
    ],
  );
  expect(rows.map((row) => [row.title, row.activity, row.cells.map((cell) => cell.length), row.worked_s])).toEqual([
    ["T-1 Printer", "reactive", [1, 1], 1200],
    ["T-1 Printer", "travel", [0, 1], 600],
    ["Acme", "reactive", [0, 1], 600],
  ]);
});
