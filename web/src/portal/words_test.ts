import { expect, test } from "vitest";
import type { TicketClock } from "@/api/generated/schema";
import { placeOf } from "./address";
import { eventWords, keptWords, monthsBefore, monthWords, nextPromise, standWords, stateWords, targetWords, troubleWords, waitsForAnswer } from "./words";

const clock = (fields: Partial<TicketClock>) => ({ state: "running", stopped_at_unix_ms: 0, due_at_unix_ms: 0, ...fields }) as TicketClock;

test("the promise shown is the one that is due next and still open", () => {
  const next = nextPromise([
    clock({ kind: "resolve", due_at_unix_ms: 9000 }),
    clock({ kind: "first_response", due_at_unix_ms: 1000, stopped_at_unix_ms: 500 }),
    clock({ kind: "update", due_at_unix_ms: 4000 }),
    clock({ kind: "mitigate", due_at_unix_ms: 2000, state: "cancelled" }),
  ]);
  expect(next?.kind).toBe("update");
  expect(nextPromise([])).toBeUndefined();
});

test("nothing due is no data, not a hundred per cent", () => {
  expect(keptWords(0, 0)).toBe("nothing was due");
  expect(keptWords(12, 1)).toBe("12 of 13 kept");
});

test("targets are said as people say them", () => {
  expect(targetWords(900)).toBe("15 min");
  expect(targetWords(14_400)).toBe("4 h");
  expect(targetWords(9000)).toBe("2 h 30 min");
  expect(targetWords(259_200)).toBe("3 days");
});

test("the months begin with the present one of the client's zone", () => {
  const lastSecondOfTheYear = Date.UTC(2026, 11, 31, 23, 30);
  expect(monthsBefore(lastSecondOfTheYear, "UTC", 3)).toEqual(["2026-12", "2026-11", "2026-10"]);
  expect(monthsBefore(lastSecondOfTheYear, "Europe/Zurich", 3)).toEqual(["2027-01", "2026-12", "2026-11"]);
  expect(monthWords("2026-12")).toContain("2026");
});

test("a state that is not known yet is open, and nobody is told that an unheard device is well", () => {
  expect(stateWords("something_new")).toBe("Open");
  expect(troubleWords({ kind: "unwatched_device", state: "", ticket_id: "", owner: "" })).toContain("nobody knows");
  expect(troubleWords({ kind: "alert", state: "acknowledged", ticket_id: "t", owner: "" })).toBe("Known, being worked on");
});

test("what waits for somebody's decision is not said to wait for an answer", () => {
  const asked = { state: "waiting_client", decision_awaited_of: "" };
  const toDecide = { ...asked, decision_awaited_of: "Robin or Dora" };
  expect([standWords(asked), waitsForAnswer(asked)]).toEqual(["Waiting for your answer", true]);
  expect([standWords(toDecide), waitsForAnswer(toDecide)]).toEqual(["Waits for the decision of Robin or Dora", false]);
  expect(eventWords("Moved from in progress to waiting client.")).toBe("Waiting for an answer.");
  expect(waitsForAnswer({ state: "in_progress", decision_awaited_of: "" })).toBe(false);
});

test("the address says where one is", () => {
  expect(placeOf("/portal")).toMatchObject({ page: "", id: "" });
  expect(placeOf("/portal/tickets/0190%2F1?view=all")).toMatchObject({ page: "tickets", id: "0190/1" });
  expect(placeOf("/portal/new?device=d").search.get("device")).toBe("d");
});
