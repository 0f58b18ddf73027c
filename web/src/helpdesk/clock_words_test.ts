import { describe, expect, it } from "vitest";
import type { TicketClock } from "@/api/generated/schema";
import { clockLook, exactSpan, pressingClock } from "./clock_words";

const now = 1_790_000_000_000;
const clock = (part: Partial<TicketClock>): TicketClock =>
  ({
    kind: "resolve",
    state: "running",
    target_s: "57600",
    consumed_s: "3600",
    paused_s: "0",
    counting: true,
    due_at_unix_ms: now + 3 * 3_600_000 + 12 * 60_000,
    breach_at_unix_ms: 0,
    stopped_at_unix_ms: 0,
    explanation: "",
    steps: [],
    ...part,
  }) as TicketClock;

describe("the words of a clock", () => {
  it("count down in two units", () => {
    expect(clockLook(clock({}), now).text).toBe("due in 3 h 12 min");
    expect(clockLook(clock({}), now + 60_000).text).toBe("due in 3 h 11 min");
    expect(exactSpan(59)).toBe("59 s");
    expect(exactSpan(7200)).toBe("2 h 00 min");
    expect(exactSpan(3 * 86_400 + 7200)).toBe("3 d 02 h");
  });
  it("are due at the last second and late after it, without the server", () => {
    const due = clock({ due_at_unix_ms: now });
    expect(clockLook(due, now).text).toBe("due in 0 s");
    expect(clockLook(due, now + 5000)).toEqual({ text: "missed 5 s ago", tone: "missed" });
  });
  it("warn from three quarters on", () => {
    expect(clockLook(clock({ consumed_s: "43199" }), now).tone).toBe("ok");
    expect(clockLook(clock({ consumed_s: "43200" }), now).tone).toBe("soon");
  });
  it("say what a pause leaves, and no due time", () => {
    expect(clockLook(clock({ state: "paused", counting: false, due_at_unix_ms: 0 }), now).text).toBe("paused, 15 h 00 min left");
  });
  it("never say that a late end was kept", () => {
    const done = clock({ state: "breached", counting: false, breach_at_unix_ms: now - 9000, stopped_at_unix_ms: now });
    expect(clockLook(done, now).text).toBe("done, too late");
  });
});

describe("the clock that a list shows", () => {
  it("is what was missed and is not done, then what runs out next, then a pause", () => {
    const late = clock({ kind: "update", due_at_unix_ms: now - 5, breach_at_unix_ms: now - 4 });
    const soon = clock({ kind: "first_response", due_at_unix_ms: now + 5 });
    const paused = clock({ kind: "mitigate", counting: false, due_at_unix_ms: 0 });
    const met = clock({ kind: "acknowledge", due_at_unix_ms: now - 9, stopped_at_unix_ms: now - 10 });
    expect(pressingClock([paused, met, soon, late])?.kind).toBe("update");
    expect(pressingClock([paused, met, soon])?.kind).toBe("first_response");
    expect(pressingClock([paused, met])?.kind).toBe("mitigate");
    expect(pressingClock([met])).toBeUndefined();
  });
});
