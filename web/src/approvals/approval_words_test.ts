import { expect, test } from "vitest";
import { costWords, minorOf } from "./approval_words";

test("an amount is read as people type it", () => {
  expect(minorOf("1250")).toBe(125_000);
  expect(minorOf("1'250.5")).toBe(125_050);
  expect(minorOf("12,40")).toBe(1_240);
  expect(minorOf("twelve")).toBeUndefined();
  expect(minorOf("-4")).toBeUndefined();
});

test("nothing is said of what costs nothing, and an unknown currency does no harm", () => {
  expect(costWords(0, "CHF")).toBe("");
  expect(costWords(125_000, "CHF")).toMatch(/1.?250/);
  expect(costWords(100, "not one")).toBe("1.00 not one");
});
