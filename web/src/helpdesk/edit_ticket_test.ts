import { describe, expect, test } from "vitest";
import { changedParts, whyWords } from "./edit_ticket";

const before = {
  title: "Printer",
  description: "",
  kind: "incident",
  impact: "limited",
  urgency: "low",
  requester_person_id: "",
  device_id: "",
  priority: "P4",
  priority_reason: "",
  category_id: "",
  reason: "",
};

describe("an edited ticket", () => {
  test("sends only what was changed, so that a colleague's change stays", () =>
    expect(changedParts(before, { ...before, title: "Printer, 2nd floor" })).toEqual({ title: "Printer, 2nd floor" }));
  test("sends nothing when nothing was changed", () => expect(changedParts(before, { ...before })).toEqual({}));
  test("sends a reason only together with another priority", () => {
    expect(changedParts(before, { ...before, priority_reason: "typed, then thought better of it" })).toEqual({});
    expect(changedParts(before, { ...before, priority: "P1", priority_reason: "The director waits" })).toEqual({
      priority: "P1",
      priority_reason: "The director waits",
    });
  });
  test("asks why a P1 or P2 is lowered, however that comes about", () => {
    const urgent = { ...before, impact: "extensive", urgency: "high", priority: "P1" };
    expect(whyWords(urgent, { ...urgent, urgency: "low" }, false)).toBe("Why it is no P1");
    expect(whyWords(urgent, { ...urgent, urgency: "low" }, true)).toBe("");
    expect(whyWords({ ...urgent, impact: "limited" }, { ...urgent, impact: "limited", priority: "P3" }, true)).toBe("Why it is no P1");
    expect(whyWords(urgent, { ...urgent, priority: "P3" }, false)).toBe(""); // asked for beside the priority
    expect(whyWords(urgent, { ...urgent, urgency: "low", kind: "request" }, false)).toBe("Why another kind, and a lower priority");
    expect(whyWords(before, { ...before, urgency: "high" }, false)).toBe("");
    expect(changedParts(urgent, { ...urgent, urgency: "low", reason: "One printer" })).toEqual({ urgency: "low", reason: "One printer" });
  });
  test("sends why only together with another kind", () => {
    expect(changedParts(before, { ...before, reason: "typed, then thought better of it" })).toEqual({});
    expect(changedParts(before, { ...before, kind: "internal", reason: "Our own work" })).toEqual({ kind: "internal", reason: "Our own work" });
  });
});
