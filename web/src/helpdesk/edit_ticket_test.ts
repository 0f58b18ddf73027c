import { describe, expect, test } from "vitest";
import { changedParts } from "./edit_ticket";

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
});
