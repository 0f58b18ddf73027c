import { expect, test } from "vitest";
import { costWords, labelOf, moveLabel, stateLabel } from "./problem_words";

test("a withdrawn problem is called that, whatever its state", () => {
  expect(labelOf({ state: "investigating", withdrawn: true })).toBe("Withdrawn");
  expect(labelOf({ state: "known_error", withdrawn: false })).toBe("Known error");
});

test("a code that is not known is still a word", () => {
  expect(stateLabel("half_done")).toBe("Half done");
  expect(moveLabel("half_done")).toBe("Half done");
});

test("what was not booked is not nothing at all", () => {
  expect(costWords(0)).toBe("nothing booked");
  expect(costWords(3600)).not.toBe("nothing booked");
});
