import { describe, expect, it } from "vitest";
import type { InventoryFact } from "@/api/generated/schema";
import { factGroups, matching, supportOf } from "./inventory_words";

describe("an inventory", () => {
  it("says whether the system is supported, and unknown when it cannot know", () => {
    const now = Date.parse("2026-11-27T12:00:00Z");
    expect([
      supportOf("2026-06-30", now),
      supportOf("2027-02-01", now),
      supportOf("2028-06-30", now),
      supportOf("", now),
      supportOf("soon", now),
    ]).toEqual(["over", "soon", "good", "unknown", "unknown"]);
    expect(supportOf("2026-11-27", now)).toBe("soon");
  });
  it("tells hardware and system apart and loses no fact", () => {
    const facts = ["serial", "kernel", "something_new"].map(
      (name) => ({ name, text: "", source: "", unknown_reason: "needs root" }) as InventoryFact,
    );
    expect(factGroups(facts).map((group) => [group.title, group.facts.length])).toEqual([
      ["Hardware", 1],
      ["Operating system", 2],
    ]);
  });
  it("finds packages by several words", () => {
    const rows = [
      ["libssl3", "3.0.11"],
      ["openssl", "3.0.11"],
      ["bash", "5.2"],
    ];
    expect(matching(rows, "SSL 3.0", (row) => row)).toHaveLength(2);
    expect(matching(rows, "  ", (row) => row)).toHaveLength(3);
  });
});
