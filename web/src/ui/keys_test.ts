import { expect, test } from "vitest";
import { nameOf } from "./keys";

test("Shift+X arrives as a capital letter and is the same key", () => {
  expect(nameOf({ key: "X", shiftKey: true })).toBe("Shift+x");
  expect(nameOf({ key: "x", shiftKey: false })).toBe("x");
  expect(nameOf({ key: "?", shiftKey: true })).toBe("?");
});
