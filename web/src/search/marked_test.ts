import { expect, test } from "vitest";
import { piecesOf } from "./marked";

test("a text falls into what matched and what did not", () => {
  expect(piecesOf("the printer jams", [{ begin: 4, end: 11 }])).toEqual([
    { text: "the ", marked: false },
    { text: "printer", marked: true },
    { text: " jams", marked: false },
  ]);
});

test("ranges that make no sense neither lose nor double a letter", () => {
  const pieces = piecesOf("abc", [
    { begin: 0, end: 2 },
    { begin: 1, end: 99 },
  ]);
  expect(pieces.map((piece) => piece.text).join("")).toBe("abc");
  expect(piecesOf("", [{ begin: 0, end: 1 }])).toEqual([]);
});
