import { describe, expect, it } from "vitest";
import { badge, placeOf } from "./notice_words";

describe("a notice", () => {
  it("leads to its ticket, to the hand-over, or to the mail that waits", () => {
    expect(placeOf({ kind: "assigned", ticket_id: "t-1", subject_id: "" })).toBe("/tickets/t-1");
    expect(placeOf({ kind: "hand_over", ticket_id: "", subject_id: "h 1" })).toBe("/hand-overs?open=h%201");
    expect(placeOf({ kind: "mail_waits", ticket_id: "", subject_id: "mail" })).toBe("/settings/mail?q=waits:yes");
    expect(placeOf({ kind: "promise", ticket_id: "", subject_id: "" })).toBe("/notices");
  });
  it("is counted up to ninety-nine", () => {
    expect(badge(99)).toBe("99");
    expect(badge(100)).toBe("99+");
  });
});
