import { expect, test } from "vitest";
import type { Ticket } from "@/api/generated/schema";
import { whyNoFollowUp, whyNot, whyNotMove, whyNotOn } from "./key_words";

const ticket = (state: string, allowed: string[] = [], barred: Record<string, string> = {}) =>
  ({
    reference: "T-7",
    state,
    allowed_actions: allowed,
    barred_actions: Object.entries(barred).map(([action, why]) => ({ action, why })),
  }) as Ticket;

test("what comes first is named with its key", () => {
  expect(whyNotMove("resolved", ticket("new", ["triaged"]))).toBe("T-7 is new. Mark as triaged first: b.");
  expect(whyNotMove("waiting_client", ticket("triaged", ["in_progress", "assigned"]))).toBe("T-7 is triaged. Start work first: b.");
  expect(whyNotMove("scheduled", ticket("waiting_vendor", ["in_progress"]))).toContain("Go on first: b.");
  expect(whyNotMove("waiting_client", ticket("resolved", ["in_progress"]))).toContain("Reopen first: b.");
});
test("what is for others is said in the server's words, also when it is only what comes first", () => {
  expect(whyNotMove("resolved", ticket("in_progress", ["scheduled"], { resolved: "For technicians." }))).toBe("For technicians.");
  expect(whyNotMove("resolved", ticket("triaged", ["cancelled"], { in_progress: "For technicians." }))).toBe("For technicians.");
  expect(whyNotOn(ticket("resolved", [], { closed: "Whoever asked says so." }))).toBe("Whoever asked says so.");
});
test("whoever works on it already reads what else there is", () => {
  expect(whyNotOn(ticket("in_progress", ["waiting_client", "resolved"]))).toBe("T-7 is in progress already; ask the client: q, resolve: d.");
  expect(whyNotMove("resolved", ticket("resolved"))).toBe("T-7 is resolved already.");
});
test("what has ended is over, and what has not is not followed", () => {
  for (const state of ["closed", "cancelled", "merged"]) expect(whyNot("edit", ticket(state, ["note"]))).toBe(`T-7 is ${state}: that is over.`);
  expect(whyNotMove("resolved", ticket("closed", ["note", "relate"]))).toContain("that is over");
  expect(whyNoFollowUp(ticket("in_progress", ["relate"]))).toContain("write in it instead");
});
test("whoever only reads hears that it is their roles", () => expect(whyNot("edit", ticket("new"))).toBe("Your roles do not allow that on this ticket."));
