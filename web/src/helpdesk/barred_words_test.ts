import { expect, it } from "vitest";
import { barredWords } from "./barred_words";

it("what has the same reason stands in one sentence", () => {
  expect(
    barredWords([
      { action: "cancelled", why: "Ask a dispatcher." },
      { action: "closed", why: "Whoever asked says so." },
      { action: "merge", why: "Ask a dispatcher." },
      { action: "something_new", why: "Ask a dispatcher." },
    ]),
  ).toEqual(["Cancelling, merging and something_new: Ask a dispatcher.", "Closing: Whoever asked says so."]);
});

it("nothing is said where nothing is barred", () => {
  expect(barredWords(undefined)).toEqual([]);
  expect(barredWords([])).toEqual([]);
});
