import { describe, expect, test } from "vitest";
import { isReason, snoozeChoices } from "./alert_words";

const until = (value: string, now: Date) => new Date(snoozeChoices.find((choice) => choice.value === value)?.until(now.getTime()) ?? 0);

describe("a snooze", () => {
  test("until Monday, said on a Friday evening, ends on Monday at eight", () => {
    const end = until("monday", new Date(2026, 10, 27, 18, 30));
    expect([end.getDay(), end.getDate(), end.getHours(), end.getMinutes()]).toEqual([1, 30, 8, 0]);
  });

  test("until Monday, said on a Monday, is the next one", () => {
    expect(until("monday", new Date(2026, 10, 23, 7, 0)).getDate()).toBe(30);
  });

  test("until Monday, said on a Sunday, is tomorrow", () => {
    expect(until("monday", new Date(2026, 10, 29, 12, 0)).getDate()).toBe(30);
  });

  test("until tomorrow morning crosses the end of a month", () => {
    const end = until("morning", new Date(2026, 10, 30, 23, 0));
    expect([end.getMonth(), end.getDate(), end.getHours()]).toEqual([11, 1, 8]);
  });
});

test("a reason of blanks is none", () => {
  expect(isReason("            ")).toBe(false);
  expect(isReason("disk is being replaced")).toBe(true);
});
