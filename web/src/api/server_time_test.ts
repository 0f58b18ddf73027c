import { expect, test, vi } from "vitest";
import { heardTime, serverNow } from "./server_time";

test("a clock that is wrong by minutes follows the server, one that is nearly right is left alone", () => {
  vi.useFakeTimers({ now: Date.parse("2026-11-28T10:00:00Z") });
  const now = Date.now();
  heardTime("Sat, 28 Nov 2026 10:10:00 GMT", now - 100, now);
  expect(Math.round((serverNow() - now) / 60_000)).toBe(10);
  heardTime("nonsense", now, now);
  expect(Math.round((serverNow() - now) / 60_000)).toBe(10);
  heardTime("Sat, 28 Nov 2026 10:00:01 GMT", now - 100, now);
  expect(serverNow()).toBe(now);
  vi.useRealTimers();
});
