import { describe, expect, it } from "vitest";
import { keptFor, textOf } from "./draft";

describe("a draft that was kept", () => {
  const now = 1_795_000_000_000;
  const stored = (at: number) => JSON.stringify({ text: "The till", at });
  it("is shown for two weeks", () => {
    expect(textOf(stored(now - keptFor + 1), now)).toBe("The till");
    expect(textOf(stored(now - keptFor), now)).toBe("");
  });
  it("is nothing where nothing can be read", () => {
    expect(textOf(null, now)).toBe("");
    expect(textOf("The till", now)).toBe("");
    expect(textOf('{"text":3,"at":1}', now)).toBe("");
  });
});
