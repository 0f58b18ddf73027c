import { expect, test } from "vitest";
import { calmWatcher } from "./calm";

test("a page is calm when what it asked for is there, not when the session alone is", () => {
  const hear = calmWatcher("/session");
  expect(hear("/session", false)).toBe(false);
  expect(hear("/session", true)).toBe(false);
  expect(hear("/views", false)).toBe(false);
  expect(hear("/devices", false)).toBe(false);
  expect(hear("/views", true)).toBe(false);
  expect(hear("/devices", true)).toBe(true);
});
