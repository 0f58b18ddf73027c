import { expect, test } from "vitest";
import { differenceOf, shortened } from "./line_difference";

const signs = { same: " ", added: "+", removed: "-" };
const told = (before: string, after: string) => differenceOf(before, after).map((line) => signs[line.kind] + line.text);

test("a changed line in the middle is one taken away and one added", () => {
  expect(told("a\nb\nc\n", "a\nB\nc\n")).toEqual([" a", "-b", "+B", " c"]);
});

test("lines that moved apart are kept where both texts have them in this order", () => {
  expect(told("one\ntwo\nthree", "zero\none\nthree\nfour")).toEqual(["+zero", " one", "-two", " three", "+four"]);
});

test("the same text has no difference, an empty one is all added or all taken away", () => {
  expect(differenceOf("a\nb\n", "a\nb\n").every((line) => line.kind === "same")).toBe(true);
  expect(told("", "a\nb")).toEqual(["+a", "+b"]);
  expect(told("a\nb", "")).toEqual(["-a", "-b"]);
});

test("what is put together again from the difference is each of the two texts", () => {
  const before = "a\na\nb\nc\na\nd",
    after = "a\nc\nb\na\na\ne\nd";
  const lines = differenceOf(before, after);
  const without = (kind: string) =>
    lines
      .filter((line) => line.kind !== kind)
      .map((line) => line.text)
      .join("\n");
  expect(without("added")).toBe(before);
  expect(without("removed")).toBe(after);
});

test("a long text with one change shows the lines near it, and says where some are left out", () => {
  const old = Array.from({ length: 40 }, (_, place) => `line ${place}`);
  const next = old.with(20, "another");
  const shown = shortened(differenceOf(old.join("\n"), next.join("\n")), 1);
  expect(shown.map((line) => line?.text)).toEqual([undefined, "line 19", "line 20", "another", "line 21", undefined]);
});
