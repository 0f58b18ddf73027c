import { describe, expect, it } from "vitest";
import type { DeskFigure, FigureValue } from "@/api/generated/schema";
import { judgesGroups, lengthWords, madeOfWords, meetsTarget, targetWords, valueWords, verdictOf } from "./figure_words";

const figure = (kind: string, target: number, better = "higher", code = "K05.resolve") =>
  ({ code, kind, target, better, alarm: 0, below: [] as string[] }) as unknown as DeskFigure;
const value = (part: Partial<FigureValue>) =>
  ({ has_data: true, enough: true, numerator: 0, denominator: 0, sample: 0, open: 0, value: 0, mean_s: 0, median_s: 0, p90_s: 0, ...part }) as FigureValue;

describe("a figure's words", () => {
  it("say no data and too few instead of a percentage", () => {
    expect(valueWords(figure("share", 95), value({ has_data: false, enough: false }))).toBe("no data");
    expect(valueWords(figure("share", 95), value({ enough: false, sample: 3 }))).toBe("too few");
  });
  it("round half up, and only for the eye", () => {
    const share = value({ value: 94.96, numerator: 72, denominator: 75 });
    expect(valueWords(figure("share", 95), share)).toBe("95 %");
    expect(meetsTarget(figure("share", 95), share)).toBe(false);
    expect(madeOfWords(figure("share", 95), share)).toBe("72 of 75");
  });
  it("choose a unit for lengths", () => {
    expect([lengthWords(45), lengthWords(750), lengthWords(18_000)]).toEqual(["45 s", "12.5 min", "5 h"]);
  });
  it("compare the 90th percentile of acknowledgement and the mean of the others", () => {
    const slow = value({ mean_s: 600, p90_s: 1860, sample: 12 });
    expect(meetsTarget(figure("time", 1800, "lower", "K03.alerts"), slow)).toBe(false);
    expect(meetsTarget(figure("time", 1800, "lower", "K04.incidents"), slow)).toBe(true);
    expect(targetWords(figure("time", 1800, "lower", "K03.alerts"))).toBe("P90 at most 30 min");
  });
  it("say hours per endpoint in minutes, and what they are made of in hours", () => {
    const hours = figure("hours_per_endpoint", 0.25, "lower", "K10");
    const worth = value({ value: 6.75 / 35.03, seconds: 6.75 * 3600, denominator: 35.03, sample: 3 });
    expect(valueWords(hours, worth)).toBe("11.6 min");
    expect(madeOfWords(hours, worth)).toBe("6.75 h, 35 endpoints: 0.193 h each");
    expect(targetWords(hours)).toBe("at most 15 min");
    expect(meetsTarget(hours, worth)).toBe(true);
  });
  it("are amber where the whole is met and P1 is not", () => {
    const kept = { ...figure("share", 95), below: ["P1"] };
    const whole = value({ value: 96, sample: 75 });
    expect(verdictOf(kept, whole, true)).toEqual({ tone: "warn", words: "met, but not for P1" });
    expect(verdictOf(kept, whole, false)).toEqual({ tone: "ok", words: "met" });
    expect(verdictOf(kept, value({ value: 94, sample: 75 }), true)?.words).toBe("missed");
  });
  it("raise an alarm above 0.50 tickets for each endpoint", () => {
    const noise = { ...figure("per_endpoint", 0.3, "lower", "K09"), alarm: 0.5 };
    expect(verdictOf(noise, value({ value: 0.31 }), true)).toEqual({ tone: "warn", words: "missed" });
    expect(verdictOf(noise, value({ value: 0.5 }), true)?.words).toBe("missed");
    expect(verdictOf(noise, value({ value: 0.51 }), true)).toEqual({ tone: "crit", words: "alarm: over 0.5" });
    expect([judgesGroups(noise, "client"), judgesGroups(noise, "priority"), judgesGroups(figure("share", 95), "priority")]).toEqual([true, false, true]);
  });
  it("have no opinion without a target", () => {
    expect(meetsTarget(figure("share", 0), value({ value: 1 }))).toBeUndefined();
  });
});
