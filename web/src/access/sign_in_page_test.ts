import { describe, expect, test } from "vitest";
import { safeNext } from "./safe_next";

describe("after signing in", () => {
  test("one goes on where one wanted to go", () => expect(safeNext("/alerts?q=state%3Aopen")).toBe("/alerts?q=state%3Aopen"));
  test("no link leads out of the console", () => {
    for (const next of ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/sign-in?next=/x"])
      expect(safeNext(next)).toBe("/");
  });
});
