import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeGate } from "./live_updates";

describe("a burst of updates", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("is asked for at once and once more after it", () => {
    const asked: string[] = [];
    const gate = makeGate((topic) => asked.push(topic), 1000);
    for (let i = 0; i < 200; i++) gate("alert");
    expect(asked).toEqual(["alert"]);
    vi.advanceTimersByTime(1000);
    expect(asked).toEqual(["alert", "alert"]);
    vi.advanceTimersByTime(5000);
    expect(asked).toHaveLength(2);
  });

  test("of one topic does not hold up another", () => {
    const asked: string[] = [];
    const gate = makeGate((topic) => asked.push(topic), 1000);
    gate("alert");
    gate("ticket");
    expect(asked).toEqual(["alert", "ticket"]);
  });
});
