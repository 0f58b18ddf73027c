import { expect, test } from "vitest";
import { besideMark, countWords, isMoving, jobMark, jobStates, limitWords, radiusLabel, retryReach, targetMark, targetStates, tookWords } from "./job_words";

test("only what a machine itself said to have done is green, and an unknown state never is", () => {
  expect(targetStates.filter((state) => targetMark({ state }).state === "ok")).toEqual(["done"]);
  expect(jobStates.filter((state) => jobMark({ state }).state === "ok")).toEqual(["succeeded"]);
  expect(targetMark({ state: "failed", ran_too_long: true })).toEqual({ state: "failed", label: "Ran too long" });
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

test("a new try names the machines where it failed, and others only when somebody says so", () => {
  const job = { failed: 0, expired: 3, unknown: 2 };
  expect(retryReach(job, false, false)).toBe(0);
  expect(retryReach(job, true, false)).toBe(3);
  expect(retryReach({ ...job, failed: 4 }, true, true)).toBe(9);
});

test("what the mark says is not said beside it again", () => {
  expect(besideMark({ state: "done", words: "Done." })).toBe("");
  expect(besideMark({ state: "refused", words: "Refused: its limits do not allow it. (20.1)" })).toBe("its limits do not allow it. (20.1)");
  expect(besideMark({ state: "failed", words: "It failed with exit code 3." })).toBe("It failed with exit code 3.");
});

test("a bound of time is said in minutes when it is whole ones", () => {
  expect(limitWords(600)).toBe("10 minutes");
  expect(limitWords(60)).toBe("1 minute");
  expect(limitWords(90)).toBe("90 s");
});

test("a job that no machine failed at is not called failed, and one that runs nowhere does not run", () => {
  const none = { failed: 0, refused: 0, unknown: 0, running: 0 };
  expect(jobMark({ ...none, state: "failed", failed: 1, refused: 2 }).label).toBe("Failed");
  expect(jobMark({ ...none, state: "failed", refused: 2 }).label).toBe("Refused");
  expect(jobMark({ ...none, state: "failed", refused: 2, unknown: 1 }).label).toBe("Outcome unknown");
  expect(jobMark({ ...none, state: "running" }).label).toBe("Not everywhere yet");
  expect(jobMark({ ...none, state: "running", running: 1 }).label).toBe("Running");
});
