import { describe, expect, it } from "vitest";
import { calendarRules, calendarText, isUnreadable, targetOf, targetText, weekWords, withHolidays, type CalendarText } from "./rule_text";

const aare: CalendarText = {
  zone: "Europe/Zurich",
  always: false,
  week: { mon: "08:00-12:00, 13:00-17:00", tue: "08:00-12:00, 13:00-17:00", wed: "", thu: "", fri: "22:00-06:00", sat: "", sun: "" },
  holidays: "2026-12-25 Christmas\n2027-01-01",
  exceptions: "2026-12-24 08:00-12:00 half day\n2026-12-31 closed stock taking",
};

describe("a calendar as text", () => {
  it("comes back as it was written", () => {
    const rules = calendarRules(aare);
    if (isUnreadable(rules)) throw new Error(rules.text);
    expect(rules.week.length).toBe(5);
    expect(rules.exceptions[1]).toEqual({ date: "2026-12-31", name: "stock taking", windows: [] });
    expect(calendarText(rules)).toEqual(aare);
    expect(weekWords(rules)).toBe("Mon to Tue 08:00-12:00, 13:00-17:00; Fri 22:00-06:00");
  });
  it("says what cannot be read, and where", () => {
    expect(calendarRules({ ...aare, week: { ...aare.week, tue: "8-12" } })).toMatchObject({ field: "tue" });
    expect(calendarRules({ ...aare, holidays: "Christmas" })).toMatchObject({ field: "holidays" });
    expect(calendarRules({ ...aare, exceptions: "2026-12-24" })).toMatchObject({ field: "exceptions" });
    expect(calendarRules({ ...aare, exceptions: "2026-12-24 half day" })).toMatchObject({ field: "exceptions" });
  });
});

describe("a target as text", () => {
  it("is read and written in the units that people use", () => {
    for (const text of ["15 min", "1 h", "1 h 30 min", "40 h", "1 day", "3 days", "45 s"]) {
      const target = targetOf("resolve", text);
      expect(target && targetText(target)).toBe(text);
    }
    expect(targetOf("resolve", "")).toBeNull();
    expect(targetOf("resolve", "soon")).toBeUndefined();
    expect(targetOf("resolve", "0 s")).toEqual({ kind: "resolve", target_s: "0", business_days: 0 });
  });
});

describe("holidays out of a file", () => {
  it("come between those that stand there, which keep their names", () => {
    const found = [
      { date: "2026-08-01", name: "National day" },
      { date: "2026-12-25", name: "Noël" },
    ];
    expect(withHolidays("2026-12-25 Christmas\n2026-01-01", found)).toBe("2026-01-01\n2026-08-01 National day\n2026-12-25 Christmas");
  });
});
