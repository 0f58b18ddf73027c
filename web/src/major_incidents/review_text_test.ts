import { describe, expect, it } from "vitest";
import { actionsOf } from "./review_text";

const open = { done_at_unix_ms: 0, done_by: "" };

describe("actions of a review", () => {
  it("are read a line each, ours unless it says otherwise", () => {
    expect(actionsOf("Order a second line | Dora | client | 2026-12-15\n\nTest paging | Theo | | 2026-12-02")).toEqual([
      { text: "Order a second line", owner: "Dora", side: "client", due: "2026-12-15", ...open },
      { text: "Test paging", owner: "Theo", side: "ours", due: "2026-12-02", ...open },
    ]);
  });
  it("name the line that cannot be read", () => {
    expect(actionsOf("Nobody does this")).toContain("Nobody does this");
    expect(actionsOf("a | b | theirs")).toContain("ours or client");
    expect(actionsOf("a | b | ours")).toContain("until when");
    expect(actionsOf("a | b | ours | soon")).toContain("2026-12-15");
  });
});
