import { describe, expect, it } from "vitest";
import { moved, rangeOf, refreshEvery } from "./time_range";

const hour = 3_600_000,
  now = 1_000 * hour;

describe("the time that charts show", () => {
  it("moves with the clock when it is relative", () => {
    expect(rangeOf("-6h", undefined, now)).toEqual({ from: now - 6 * hour, to: now, live: true, span: 6 * hour });
  });
  it("stands still between two moments", () => {
    expect(rangeOf(String(now - hour), String(now), now + hour)).toMatchObject({ from: now - hour, to: now, live: false });
  });
  it("is the last hour when the address cannot be read", () => {
    for (const from of ["", "-0h", "soon", "-5y", "17"]) expect(rangeOf(from, undefined, now).span).toBe(hour);
    expect(rangeOf("9", "5", now).live).toBe(true);
  });
  it("asks less often for a long range", () => {
    expect(refreshEvery(hour)).toBeLessThan(refreshEvery(24 * hour));
    expect(refreshEvery(24 * hour)).toBeLessThan(refreshEvery(720 * hour));
  });
  it("can be moved back and forth, but not into the future", () => {
    const range = rangeOf("-2h", undefined, now);
    expect(moved(range, -1, now)).toEqual({ from: String(now - 3 * hour), to: String(now - hour) });
    expect(moved(range, 1, now).to).toBe(String(now));
  });
});
