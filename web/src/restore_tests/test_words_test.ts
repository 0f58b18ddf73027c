import { expect, test } from "vitest";
import { chosenLabel, findingMark, levelLabel, testMark, tookWords, verdictMark } from "./test_words";

test("a result that nobody signed does not look like a proof", () => {
  expect(testMark({ state: "passed", is_signed: false }).label).toBe("Passed, not signed");
  expect(testMark({ state: "passed", is_signed: true })).toEqual({ state: "ok", label: "Passed" });
  expect(testMark({ state: "passed_late", is_signed: true }).state).toBe("warning");
});

test("what is not known is never green", () => {
  expect(testMark({ state: "invented", is_signed: true }).state).toBe("unknown");
  expect(testMark({ state: "inconclusive", is_signed: false }).state).toBe("unknown");
  expect(verdictMark("not_covered").state).toBe("unknown");
  expect(verdictMark("").state).toBe("unknown");
  expect(findingMark({ state: "" }).state).toBe("unknown");
});

test("levels and draws have words", () => {
  expect(levelLabel(1)).toBe("L1 files");
  expect(levelLabel(9)).toBe("L9");
  expect(chosenLabel("oldest")).toContain("oldest of thirty days");
  expect(chosenLabel("")).toBe("");
});

test("what took longer than agreed does not read as if it had not", () => {
  expect([9, 540, 17_400, 14_400, 266_400].map(tookWords)).toEqual(["9 s", "9 min", "4 h 50 min", "4 h", "3 d 2 h"]);
});
