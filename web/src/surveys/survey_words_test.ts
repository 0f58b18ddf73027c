import { expect, test } from "vitest";
import { answerLabel, percentWords, readLink, reasonWords } from "./survey_words";

test("a link is a token and an answer, and nothing else is taken for one", () => {
  expect(readLink("abc_-.good")).toEqual({ token: "abc_-", choice: "good" });
  expect(readLink("abc.stop")).toEqual({ token: "abc", choice: "stop" });
  expect(readLink("abc.great")).toEqual({ token: "abc", choice: "" });
  expect(readLink("abc")).toEqual({ token: "abc", choice: "" });
  expect(readLink("")).toEqual({ token: "", choice: "" });
});

test("too few answers make no percentage", () => {
  expect(percentWords({ has_data: false, enough: false, percent: 0 })).toBe("no data");
  expect(percentWords({ has_data: true, enough: false, percent: 0 })).toBe("too few");
  expect(percentWords({ has_data: true, enough: true, percent: 93.478 })).toBe("93.5 %");
});

test("answers and reasons are said in words, and unknown ones as they are", () => {
  expect(answerLabel("bad")).toBe("Bad");
  expect(answerLabel("")).toBe("no answer");
  expect(reasonWords("asked_lately")).toContain("seven days");
  expect(reasonWords("new_one")).toBe("new_one");
});
