import { describe, expect, it } from "vitest";
import type { Shift, ShiftSwap } from "@/api/generated/schema";
import { inOrder, restOf, turnsOf } from "./swap_words";

const shift = (from: number, until: number, account = "paula", layer = 0) =>
  ({ layer, account_id: account, from_unix_ms: from, until_unix_ms: until }) as Shift;
const swap = (state: string, from: number, actions: string[] = []) => ({ state, from_unix_ms: from, allowed_actions: actions }) as unknown as ShiftSwap;

describe("turns that are offered", () => {
  it("stand first while they wait for an answer, then those that can be undone", () => {
    const all = [swap("lapsed", 1), swap("taken", 2), swap("offered", 9), swap("taken", 8, ["undo"]), swap("offered", 5)];
    expect(inOrder(all).map((one) => one.from_unix_ms)).toEqual([5, 9, 8, 1, 2]);
  });
  it("are those of one person and layer in the future", () => {
    const all = [shift(5, 10), shift(20, 30), shift(20, 30, "simon"), shift(20, 30, "paula", 1), shift(40, 50, "")];
    expect(turnsOf(all, 0, "paula", 10)).toEqual([shift(20, 30)]);
    expect(turnsOf(all, 0, "", 10)).toEqual([]);
  });
  it("under way are given from the next whole hour on", () => {
    expect(restOf(shift(0, 9e7), 3_600_001).from_unix_ms).toBe(7_200_000);
    expect(restOf(shift(50, 90), 10)).toEqual(shift(50, 90));
  });
});
