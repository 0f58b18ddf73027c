import { expect, test } from "vitest";
import { budgetWords, heldWords, isRunOpen, policyMark, rangeProblem, ranLatelyWords, ranWords, reachWords, ringWords, turnsWords } from "./policy_words";

const days = { kind: "number", about: "1 to 30", choices: [] };

test("a value outside of what was signed is told before it is asked for", () => {
  expect(rangeProblem(days, "7")).toBeUndefined();
  expect(rangeProblem(days, "31")).toBe("From 1 to 30.");
  expect(rangeProblem(days, "0")).toBe("From 1 to 30.");
  expect(rangeProblem(days, "a week")).toBe("A whole number.");
  expect(rangeProblem(days, "")).toContain("has to be given");
  expect(rangeProblem({ kind: "choice", about: "", choices: ["fast", "thorough"] }, "slow")).toBe("One of the choices.");
});

test("a policy in a state that is not known is not in force", () => {
  expect(policyMark({ state: "in_force" }).state).toBe("active");
  expect(policyMark({ state: "frozen" }).state).toBe("unknown");
  for (const state of ["partly", "refused", "waiting", "over"]) expect(policyMark({ state }).state).not.toBe("active");
});

test("it is said on how many machines a policy is, and how many refuse it", () => {
  expect(heldWords({ held_on: 1, refused_on: 0, devices: 3 })).toBe("1 of 3 machines");
  expect(heldWords({ held_on: 0, refused_on: 1, devices: 1 })).toBe("0 of 1 machine; 1 refuses it");
  expect(heldWords({ held_on: 40, refused_on: 2, devices: 0 })).toBe("40 machines; 2 refuse it");
});

test("it is said whom a policy reaches, as far as machines said so", () => {
  expect(reachWords({ devices: 2, reached: 0, silent: 0 })).toBe("2 machines by name");
  expect(reachWords({ devices: 0, reached: 12, silent: 1 })).toBe("machines with its tags, 12 so far; 1 machine has not said yet whether it is for them");
  expect(reachWords({ devices: 0, reached: 12, silent: 0 })).toBe("machines with its tags, 12 so far");
});

test("first aid is said with how many wait", () => {
  expect(turnsWords({ at_once: 1, waiting: 0 })).toBe("on 1 machine at once; stops when a tenth fails");
  expect(turnsWords({ at_once: 3, waiting: 1 })).toContain("; 1 waits for its turn;");
  expect(turnsWords({ at_once: 3, waiting: 4 })).toContain("; 4 wait for their turn;");
  expect(isRunOpen({ state: "waiting" })).toBe(true);
});

test("a ring waits in days where it can be said so", () => {
  expect(ringWords({ ring: 0, wait_hours: 0 })).toBe("ring-0: at once");
  expect(ringWords({ ring: 1, wait_hours: 24 })).toBe("ring-1: 1 day");
  expect(ringWords({ ring: 2, wait_hours: 36 })).toBe("ring-2: 36 hours");
});

test("budget and runs are said whole", () => {
  expect(budgetWords({ runs_a_day: 1, most_runs_today: 0 })).toBe("1 run a day on each machine");
  expect(budgetWords({ runs_a_day: 4, most_runs_today: 3 })).toBe("4 runs a day on each machine, 3 at most taken");
  expect(budgetWords({ runs_a_day: 0, most_runs_today: 2 })).toContain("never runs");
  expect(ranWords({ runs: 0, failures: 0 })).toBe("never");
  expect(ranWords({ runs: 12, failures: 1 })).toBe("12 times, 1 failed");
  expect(ranLatelyWords({ runs: 12, failures: 0, runs_today: 2 })).toBe("12 times; 2 in the last 24 hours");
  expect(isRunOpen({ state: "started" })).toBe(true);
  expect(isRunOpen({ state: "done" })).toBe(false);
});
