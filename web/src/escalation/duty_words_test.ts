import { describe, expect, it } from "vitest";
import { moveSentence, placeLabel } from "./duty_words";

describe("where a ticket went", () => {
  it("is said with the person who did it", () => {
    expect(moveSentence({ from: "level 1", to: "level 2", why: "hand", by: "Ana", account_name: "Ben" })).toBe("level 1 to level 2 (Ben), by Ana");
    expect(moveSentence({ from: "level 1", to: "level 2", why: "no_progress", by: "Steward", account_name: "" })).toBe(
      "level 1 to level 2, by itself",
    );
    expect(moveSentence({ from: "", to: "owner", why: "hand", by: "Ana", account_name: "" })).toBe("To owner, by Ana");
  });
  it("names the place by what it is", () => {
    expect(placeLabel({ path: "functional", label: "level 2", is_current: true })).toBe("level 2 (it is there now)");
    expect(placeLabel({ path: "hierarchical", label: "owner", is_current: false })).toBe("Call: owner");
  });
});
