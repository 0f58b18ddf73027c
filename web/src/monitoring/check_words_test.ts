import { describe, expect, it } from "vitest";
import type { Check } from "@/api/generated/schema";
import { byState, clearText, coverageOf, holdText, levelsText, lowerIsWorse, valueText } from "./check_words";

const check = (code: string, state: string, item = "") => ({ check: code, state, item }) as Check;

describe("a check in words", () => {
  it("says both levels with their unit", () => {
    expect(levelsText({ raise_warning: 80, raise_critical: 90 }, "%", "", false)).toBe("warning from 80\u00a0%, critical from 90\u00a0%");
    expect(levelsText({ raise_critical: 5 }, "%", "", true)).toBe("critical at 5\u00a0% or less");
    expect(levelsText({}, "%", "", false)).toBe("");
  });
  it("says where it clears, on the other side", () => {
    expect(clearText({ clear_warning: 77 }, "%", "", false)).toBe("clears: warning ≤\u00a077\u00a0%");
    expect(clearText({ clear_warning: 99.5 }, "%", "", true)).toMatch("99.5");
    expect(clearText({ clear_warning: 15 }, "%", "", true)).toBe("clears: warning ≥\u00a015\u00a0%");
  });
  it("says states by their names, not as 0 and 1", () => {
    expect(levelsText({ raise_critical: 0 }, "", "service_running", true)).toBe("critical when stopped");
    expect([valueText(1, "", "service_running"), valueText(0, "", "restart_pending"), valueText(6.62, "", "load_per_core")]).toEqual([
      "running",
      "none pending",
      "6.62",
    ]);
  });
  it("says after how long each level counts, when the levels are the same", () => {
    const levels = { raise_warning: 1, raise_critical: 1 },
      day = 86_400;
    expect(levelsText(levels, "", "restart_pending", false, { warning_s: 7 * day, critical_s: 14 * day })).toBe(
      "warning after 7 d pending, critical after 14 d",
    );
    expect(levelsText(levels, "", "restart_pending", false)).toBe("warning when pending, critical when pending");
  });
  it("says how long it must last", () => {
    expect(holdText(600, "3 of 4")).toBe("held for 10 min, 3 of 4 samples");
    expect(holdText(0, "1 of 1")).toBe("at once");
  });
  it("counts published checks once, and names those that have nothing to judge", () => {
    const judged = (code: string, item: string) => ({ check: code, name: `name of ${code}`, item, check_instance_id: code + item }) as Check;
    const without = { check: "S13", name: "name of S13", item: "", check_instance_id: "" } as Check;
    expect(coverageOf([judged("S01", "/"), judged("S01", "/var"), judged("S04", ""), without])).toEqual({ observed: 2, missing: ["name of S13"] });
    expect(coverageOf([judged("S04", "")]).missing).toEqual([]);
  });
  it("puts the worst first and unknown before ok", () => {
    const sorted = [
      check("S01", "ok"),
      check("S04", "unknown"),
      check("S01", "critical", "/var"),
      check("S03", "soft_warning"),
      check("S05", "new_state"),
    ].sort(byState);
    expect(sorted.map((one) => one.state)).toEqual(["critical", "soft_warning", "unknown", "new_state", "ok"]);
  });
  it("finds the bad side of a level from where it clears", () => {
    expect(lowerIsWorse({ raise_warning: 10, clear_warning: 15 })).toBe(true);
    expect(lowerIsWorse({ raise_warning: 80, clear_warning: 77 })).toBe(false);
    expect(lowerIsWorse({})).toBe(false);
  });
});
