import { expect, test } from "vitest";
import { blankParameter, formOfParameter, parameterOf, parameterProblem, runWords, scriptMark, testWords } from "./script_words";

test("a script that nobody reviewed is not green", () => {
  expect(scriptMark({ state: "written" }).state).toBe("pending");
  expect(scriptMark({ state: "mystery" }).state).toBe("unknown");
});

test("a parameter goes through the form and comes back as it was", () => {
  const parameter = { name: "where", about: "The folder", required: false, default_value: "/tmp", choices: ["/tmp", "/var/tmp"], kind: "choice" };
  expect(parameterOf(formOfParameter(parameter))).toEqual(parameter);
});

test("two of one name, a choice of one and an unusual usual value are told apart", () => {
  const days = { ...blankParameter, name: "days" };
  expect(parameterProblem(days, [days])).toBeUndefined();
  expect(parameterProblem(days, [days, { ...days, name: " days " }])).toBe("Another one has this name.");
  expect(parameterProblem({ ...days, kind: "choice", choices: "a\n\n" }, [])).toContain("two values");
  expect(parameterProblem({ ...days, kind: "choice", choices: "a\nb", default_value: "c" }, [])).toContain("usually");
  expect(parameterProblem({ ...days, name: " " }, [])).toBe("It needs a name.");
});

test("runs are told with the failures among them", () => {
  expect(runWords({ runs: 0, failures: 0 })).toBe("never run");
  expect(runWords({ runs: 1, failures: 0 })).toBe("1 run");
  expect(runWords({ runs: 12, failures: 1 })).toBe("12 runs, 1 failed");
});

test("tests are told with their machines and how the last one ended, and a version that nobody tried is not tested", () => {
  expect(testWords({ tested_on: 0, tests_failed: 0, test_outcome: "" })).toBe("not tested");
  expect(testWords({ tested_on: 1, tests_failed: 0, test_outcome: "done" })).toBe("tested on 1 machine; last: done");
  expect(testWords({ tested_on: 3, tests_failed: 1, test_outcome: "unknown" })).toBe("tested on 3 machines, 1 failed; last: not known how it ended");
});
