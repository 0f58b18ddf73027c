import { expect, test } from "vitest";
import { countWords, isMoving, jobMark, jobStates, radiusLabel, targetMark, targetStates, tookWords } from "./job_words";

test("only what a machine itself said to have done is green, and an unknown state never is", () => {
  expect(targetStates.filter((state) => targetMark({ state }).state === "ok")).toEqual(["done"]);
  expect(jobStates.filter((state) => jobMark({ state }).state === "ok")).toEqual(["succeeded"]);
  expect(targetMark({ state: "teleported" })).toEqual({ state: "unknown", label: "Teleported" });
  expect(jobMark({ state: "" })).toEqual({ state: "unknown", label: "Unknown" });
});

test("what came of a job is said in one line, and nothing of what there is none", () => {
  const none = { done: 0, failed: 0, refused: 0, running: 0, expired: 0, unknown: 0, waiting: 0, cancelled: 0 };
  expect(countWords(none)).toBe("");
  expect(countWords({ ...none, done: 7, failed: 1, unknown: 2 })).toBe("7 done, 1 failed, 2 unknown");
});

test("a page looks again while something can still come, and no longer", () => {
  expect(jobStates.filter((state) => isMoving({ state }))).toEqual(["queued", "dispatched", "running"]);
});

test("how long it took is not said when one end is missing or before the other", () => {
  expect(tookWords(0, 5)).toBe("");
  expect(tookWords(10_000, 5_000)).toBe("");
  expect(tookWords(10_000, 10_200)).toBe("less than a second");
  expect(tookWords(10_000, 55_000)).toBe("45 s");
  expect(tookWords(0 + 1, 200_001)).toBe("3 min 20 s");
});

test("a blast radius without a name is not called small", () => {
  expect(radiusLabel("fleet")).toBe("a whole fleet");
  expect(radiusLabel("")).toBe("unknown");
});
