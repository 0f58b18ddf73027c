import { describe, expect, it } from "vitest";
import { countdown, dueOf, isLate } from "./major_words";

const incident = {
  state: "open",
  next_update_at_unix_ms: 1000,
  update_overdue: false,
  end_note_at_unix_ms: 0,
  end_note_due_unix_ms: 2000,
  end_note_overdue: false,
  review_due_unix_ms: 3000,
  review_overdue: false,
  open_actions: 0,
  late_actions: 0,
};

describe("what a major incident owes next", () => {
  it("is the update, then the end note, then the review, then its actions, then nothing", () => {
    expect(dueOf(incident)).toEqual({ what: "Update", at: 1000, late: false });
    expect(dueOf({ ...incident, state: "restored" })?.what).toBe("End note");
    expect(dueOf({ ...incident, state: "restored", end_note_at_unix_ms: 5 })?.what).toBe("Review");
    const reviewed = { ...incident, state: "reviewed", end_note_at_unix_ms: 5 };
    expect(dueOf({ ...reviewed, open_actions: 2, late_actions: 1 })).toEqual({ what: "2 actions open, 1 late", at: 0, late: true });
    expect(dueOf(reviewed)).toBeUndefined();
  });
  it("counts down by the second and below zero", () => {
    expect(countdown(725_000)).toBe("12:05");
    expect(countdown(-40_000)).toBe("-0:40");
  });
  it("is late when its day is over", () => {
    expect(isLate("2026-11-27", Date.UTC(2026, 10, 28))).toBe(true);
    expect(isLate("2026-11-28", Date.UTC(2026, 10, 28, 23))).toBe(false);
    expect(isLate("", Date.UTC(2026, 10, 28))).toBe(false);
  });
});
