import { expect, test } from "vitest";
import { qrModules } from "./qr";

test("a code is a square with its three finders, and the same text is the same code", () => {
  const modules = qrModules("otpauth://totp/Steward:ada?secret=JBSWY3DPEHPK3PXP") ?? [];
  const size = modules.length;
  expect((size - 17) % 4).toBe(0);
  expect(modules.every((row) => row.length === size)).toBe(true);
  for (const [y, x] of [
    [0, 0],
    [0, size - 7],
    [size - 7, 0],
  ]) {
    expect(modules[y].slice(x, x + 7).every(Boolean)).toBe(true);
    expect(modules[y + 1].slice(x + 1, x + 6).some(Boolean)).toBe(false);
  }
  expect(qrModules("otpauth://totp/Steward:ada?secret=JBSWY3DPEHPK3PXP")).toEqual(modules);
});
test("what does not fit is not drawn wrongly", () => expect(qrModules("x".repeat(5000))).toBeUndefined());
