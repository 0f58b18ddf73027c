import { expect, test } from "vitest";
import { addressOf, tabsOf } from "./search_words";

test("a word in a ticket leads to the ticket, everything else to its own page", () => {
  expect(addressOf({ kind: "note", id: "n", ticket_id: "t", client_id: "c" })).toBe("/tickets/t");
  expect(addressOf({ kind: "device", id: "d", ticket_id: "", client_id: "c" })).toBe("/devices/d");
  expect(addressOf({ kind: "person", id: "p", ticket_id: "", client_id: "c" })).toBe("/clients/c?tab=people");
  expect(addressOf({ kind: "mail", id: "m", ticket_id: "", client_id: "" })).toBe("/settings/mail?open=m");
});

test("there is a tab for each kind that was found, and a way back to all", () => {
  const tabs = tabsOf("printer kind:note", [{ kind: "note", count: 3 }], false);
  expect(tabs.map((tab) => tab.query)).toEqual(["printer", "printer kind:note"]);
  expect(tabsOf("x", [{ kind: "note", count: 999 }], true)[0].label).toContain("+");
});
