import { expect, test } from "vitest";
import { differenceWords, itemMark, planMark, runMark } from "./backup_words";
import { wrapperLine } from "./told_by_wrapper";
import { seriesOf } from "./run_series";
import type { BackupRun } from "@/api/generated/schema";

test("what was decided against is neither well nor ill", () => {
  expect(itemMark({ state: "not_needed", retired: false })).toEqual({ state: "disabled", label: "Not needed" });
  expect(itemMark({ state: "", retired: false })).toEqual({ state: "unknown" });
  expect(itemMark({ state: "critical", retired: true })).toEqual({ state: "retired" });
});

test("a plan that never ran is unknown, never green", () => {
  expect(runMark("")).toEqual({ state: "unknown", label: "No run yet" });
  expect(planMark({ ended: false, paused_until_unix_ms: 0, last_state: "" }, 5).state).toBe("unknown");
  expect(planMark({ ended: false, paused_until_unix_ms: 9, last_state: "success" }, 5).label).toBe("Paused");
  expect(planMark({ ended: true, paused_until_unix_ms: 9, last_state: "success" }, 5).label).toBe("Ended");
});

test("where the machine and the judgement agree nothing is explained", () => {
  expect(differenceWords({ told_outcome: "", state: "success" })).toBe("");
  expect(differenceWords({ told_outcome: "success", state: "success" })).toBe("");
  expect(differenceWords({ told_outcome: "success", state: "failed" })).toMatch(/said “success”.*judges it “failed”/);
});

test("a label with odd letters is one word of the line", () => {
  expect(wrapperLine("")).toBe("steward-agent backup-run --label LABEL --source PATH -- COMMAND");
  expect(wrapperLine("nightly.1")).toContain("--label nightly.1 ");
  expect(wrapperLine("a; rm -rf /")).toContain("--label 'a; rm -rf /' ");
});

test("a chart has a line a plan, oldest first, and no point where nothing ran", () => {
  const run = (label: string, at: number, state = "success") => ({ label, state, started_at_unix_ms: at, duration_s: String(at) }) as BackupRun;
  const runs = [run("nightly", 30), run("hourly", 20), run("nightly", 10), run("nightly", 20, "missed")];
  const [nightly, hourly] = seriesOf(runs, (one) => Number(one.duration_s));
  expect(nightly).toEqual({ label: "nightly", at: [10, 30], values: [10, 30] });
  expect(hourly.at).toEqual([20]);
});
