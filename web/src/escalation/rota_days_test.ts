import { expect, test } from "vitest";
import type { Shift } from "@/api/generated/schema";
import { barsOf, nextMonday } from "./rota_days";

const shift = (layer: number, from: number, until: number): Shift => ({
  layer,
  layer_name: "",
  account_id: "a",
  name: "Anna",
  from_unix_ms: from,
  until_unix_ms: until,
  override_id: "",
  state: "planned",
});

test("a shift is cut to the days that are shown, and other layers are left out", () => {
  const bars = barsOf([shift(0, -50, 50), shift(0, 50, 300), shift(1, 0, 100), shift(0, 300, 400)], 0, 0, 100);
  expect(bars.map((bar) => [bar.left, bar.width])).toEqual([
    [0, 50],
    [50, 50],
  ]);
});

test("the next Monday is never today", () => {
  expect(nextMonday(new Date(2026, 10, 28, 12).getTime())).toBe("2026-11-30");
  expect(nextMonday(new Date(2026, 10, 30, 12).getTime())).toBe("2026-12-07");
  expect(nextMonday(new Date(2026, 11, 27, 12).getTime())).toBe("2026-12-28");
});
