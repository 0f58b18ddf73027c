import { describe, expect, it } from "vitest";
import { emptyWindow, localInput, momentOf, windowTimes } from "./window_times";

const now = new Date("2026-03-10T09:00").getTime();

describe("the times of a maintenance window", () => {
  it("begin now and last an hour unless somebody says otherwise", () => {
    expect(windowTimes(emptyWindow, now)).toEqual({ starts: now, ends: now + 3_600_000, problem: "" });
  });
  it("may be two moments", () => {
    const times = windowTimes({ ...emptyWindow, start: "2026-03-10T20:00", minutes: "until", end: "2026-03-11T06:00" }, now);
    expect([times.ends - times.starts, times.problem]).toEqual([10 * 3_600_000, ""]);
  });
  it("say what is wrong before the server has to", () => {
    expect(windowTimes({ ...emptyWindow, minutes: "until" }, now).problem).toBe("Say when it ends.");
    expect(windowTimes({ ...emptyWindow, start: "2026-03-09T09:00" }, now).problem).toBe("It would already be over.");
    expect(windowTimes({ ...emptyWindow, minutes: "until", end: "2026-09-01T00:00" }, now).problem).toBe("A window lasts at most 90 days.");
  });
  it("survive the way through the input", () => {
    expect(momentOf(localInput(now))).toBe(now);
  });
});
