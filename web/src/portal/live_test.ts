import { describe, expect, it } from "vitest";
import { topicOf } from "./live";
import { eventWords, plainWords } from "./words";

describe("an update", () => {
  it("for oneself names what is to be asked again", () => {
    expect(topicOf({ topic: "mine", id: "", data: { topic: "ticket" } })).toBe("ticket");
    expect(topicOf({ topic: "device", id: "x", data: { topic: "ticket" } })).toBe("device");
  });
});

describe("what somebody types to find something", () => {
  it("is words, whatever signs they have", () => {
    expect(plainWords('  till "left"  -2:x ')).toBe('"till" "left" "-2:x"');
    expect(plainWords("")).toBe("");
  });
});

describe("a line of the history", () => {
  it("is said to whoever waits, and left out where nothing changed for them", () => {
    expect(eventWords("Opened with priority P2.")).toBe("We have it, with priority P2.");
    expect(eventWords("Moved from new to triaged.")).toBe("");
    expect(eventWords("Moved from triaged to in progress.")).toBe("Being worked on.");
    expect(eventWords("Moved from in progress to waiting parts until Mon 30 Nov 2026 09:00 UTC.")).toBe(
      "Waiting for parts until Mon 30 Nov 2026 09:00 UTC.",
    );
    expect(eventWords("Resolved (fixed): It lay\nupside down.")).toBe("Solved: It lay\nupside down.");
    expect(eventWords("Resolved (fixed).")).toBe("Solved.");
    expect(eventWords("Renamed to “The left till”.")).toBe("Renamed to “The left till”.");
  });
});
