import { describe, expect, it } from "vitest";
import type { Ticket } from "@/api/generated/schema";
import { followUpOf, usualWay, waysBack } from "./follow_up";

const ended = { ticket_id: "t", client_id: "c", kind: "incident", impact: "limited", urgency: "low", requester_person_id: "anna", device_id: "d" } as Ticket;

describe("a follow-up", () => {
  it("is no call of the client's unless somebody says that it is", () => {
    const fresh = followUpOf(ended, usualWay, " Printer again ", "");
    expect(fresh).toMatchObject({ source: "audit", requester_person_id: "", title: "Printer again", follows_ticket_id: "t", device_id: "d" });
  });
  it("is the client's report when they told us, by the way that they did", () => {
    expect(followUpOf(ended, "phone", "x", "")).toMatchObject({ source: "phone", requester_person_id: "anna" });
    expect(followUpOf(ended, "vendor", "x", "")).toMatchObject({ source: "vendor", requester_person_id: "" });
  });
  it("offers first that we saw it ourselves", () => {
    expect(waysBack[0].value).toBe(usualWay);
    expect(waysBack.map(({ value }) => value)).toContain("phone");
  });
});
