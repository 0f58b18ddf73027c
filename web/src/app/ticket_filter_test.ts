import { describe, expect, test } from "vitest";
import type { Ticket } from "@/api/generated/schema";
import { isIn, readFilter } from "./ticket_filter";

const ticket = {
  ticket_id: "t1", reference: "TIC-2026-000007", client_id: "c1", client_name: "Northwind", kind: "incident", source: "email",
  title: "Printer on the second floor", state: "in_progress", priority: "P2", queue: "service desk", assignee_account_id: "me",
  assignee_name: "Tess", device_name: "", tags: ["vpn", "Floor 2"],
} as unknown as Ticket;

test("a filter is read as the server reads it", () => {
  expect(readFilter('is:open -tag:"two words",b printer "paper jam" created<7d')).toEqual([
    { negated: false, key: "is", values: ["open"], compares: false },
    { negated: true, key: "tag", values: ["two words", "b"], compares: false },
    { negated: false, key: "", values: ["printer"], compares: false },
    { negated: false, key: "", values: ["paper jam"], compares: false },
    { negated: false, key: "created", values: ["7d"], compares: true },
  ]);
});

describe("a ticket", () => {
  test.each([
    ["", true],
    ["is:open", true],
    ["is:closed", false],
    ["is:open assignee:me", true],
    ["assignee:none", false],
    ["assignee:tess priority:P1,P2", true],
    ["client:north*", true],
    ["-client:Northwind", false],
    ["printer", true],
    ["paper", false],
    ["tag:vpn", true],
    ["-tag:vpn", false],
    ['tag:"floor 2"', true],
    ["state:waiting_client,in_progress", true],
  ])("is in the list of %s: %s", (filter, is) => expect(isIn(filter, ticket, "me")).toBe(is));

  test("is not judged by what only the server knows", () => {
    expect(isIn("watcher:me", ticket, "me")).toBeUndefined();
    expect(isIn("changed<1h", ticket, "me")).toBeUndefined();
    expect(isIn("title:Zürich*", ticket, "me")).toBeUndefined();
    expect(isIn("is:closed watcher:me", ticket, "me")).toBe(false);
  });
  test("with a device may be found by a name that it had before", () => {
    const on = { ...ticket, device_name: "wks-1" };
    expect(isIn("paper", on, "me")).toBeUndefined();
    expect(isIn("paper", { ...on, device_then: "wks-0" }, "me")).toBe(false);
    expect(isIn("wks-0", { ...on, device_then: "wks-0" }, "me")).toBe(true);
  });
  test("that was merged is only where somebody asks for it", () => {
    const merged = { ...ticket, state: "merged" };
    expect(isIn("is:closed", merged, "me")).toBe(false);
    expect(isIn("state:merged", merged, "me")).toBe(true);
  });
});
