import { describe, expect, it } from "vitest";
import type { ClientReport, Proactivity, Score } from "@/api/generated/schema";
import { linkWords, ratioWords, reportsWords, scoreWords, shown, verdictLook } from "./verdict_words";

const figures = (part: Partial<Proactivity>) => part as Proactivity;

describe("the words of a verdict", () => {
  it("say what K01 is, and from ten on only", () => {
    expect(ratioWords(figures({ has_data: false }))).toBe("no data");
    expect(ratioWords(figures({ has_data: true, enough: false, numerator: 1, denominator: 1 }))).toBe("too few");
    expect(ratioWords(figures({ has_data: true, enough: true, percent: 75 }))).toBe("75 %");
  });
  it("round half up at one decimal", () => {
    expect(shown(88.75)).toBe("88.8");
    expect(shown(0.05)).toBe("0.1");
  });
  it("name only the parts of a score that count", () => {
    const score: Score = { total: 56.4, device: 50, service: 0, site: 0, category: 0, closeness: 6.4, text: 0 };
    expect(scoreWords(score)).toBe("56.4: device 50, closeness 6.4");
  });
  it("name what is only proposed apart from what counts", () => {
    expect(reportsWords(1, 0)).toBe("1 report");
    expect(reportsWords(1, 2)).toBe("1 report, 2 more proposed");
    const report = (part: Partial<ClientReport>) => part as ClientReport;
    expect(linkWords(report({ state: "linked", disturbance_id: "a", linked_by: "rule" }), "a")).toBe("Linked by the rule");
    expect(linkWords(report({ state: "proposed", disturbance_id: "", proposed_id: "a" }), "a")).toMatch(/^Proposed/);
    expect(linkWords(report({ state: "proposed", disturbance_id: "b", proposed_id: "a" }), "b")).toMatch(/^Counts here/);
  });
  it("know every verdict, and show an unknown one as it is", () => {
    expect(verdictLook("seen_not_acted").label).toBe("Seen, not acted on");
    expect(verdictLook("lucky").label).toBe("lucky");
  });
});
