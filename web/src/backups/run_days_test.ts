import { afterEach, expect, test, vi } from "vitest";
import { daysOf, stripWords } from "./run_days";

const at = (text: string) => new Date(text).getTime();
const now = at("2026-11-30T15:00:00");
const run = (state: string, when: string) => ({ state, scheduled_at_unix_ms: when ? at(when) : 0 });

afterEach(() => vi.unstubAllEnvs());

test("a mark a day, the last one is today, and a day without an expected run has none", () => {
  const days = daysOf([run("success", "2026-11-30T02:00:00"), run("success", "2026-11-28T02:00:00")], now, 5);
  expect(days.map((day) => day.state)).toEqual(["", "", "success", "", "success"]);
  expect(days[3].words).toBe("no run was expected");
});

test("the worst of a day is its mark: one missed run is not hidden by five that went well", () => {
  const six = ["00", "04", "08", "12", "16", "20"].map((hour) => run(hour === "12" ? "missed" : "success", `2026-11-29T${hour}:00:00`));
  const [yesterday] = daysOf(six, now, 2);
  expect(yesterday).toMatchObject({ state: "missed", words: "6 runs: 5 success, 1 missed" });
});

test("a run that answers no time of the plan is no mark", () => {
  expect(daysOf([run("failed", "")], now, 3).every((day) => day.state === "")).toBe(true);
});

test("a run from before the clocks changed stands on its own day", () => {
  vi.stubEnv("TZ", "Europe/Berlin");
  const days = daysOf([run("failed", "2026-10-20T00:30:00")], at("2026-11-05T12:00:00"), 30);
  expect(days.filter((day) => day.state === "failed").map((day) => new Date(day.at).getDate())).toEqual([20]);
});

test("the strip is said in a sentence", () => {
  expect(stripWords(daysOf([], now))).toBe("No run was expected in these days.");
  expect(stripWords(daysOf([run("success", "2026-11-29T02:00:00"), run("success", "2026-11-30T02:00:00")], now))).toBe(
    "On 2 days runs were expected, and all succeeded.",
  );
  expect(stripWords(daysOf([run("warning", "2026-11-29T02:00:00"), run("success", "2026-11-30T02:00:00")], now))).toContain("not all succeeded on");
});
