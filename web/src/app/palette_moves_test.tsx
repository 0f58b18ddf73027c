// @vitest-environment happy-dom
// Every move of a ticket can be made by its words in the palette, whether it has a key or stands in a menu.
import { act, useLayoutEffect } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Ticket } from "@/api/generated/schema";
import { TicketMoves } from "@/helpdesk/ticket_moves";
import { useAllCommands } from "@/ui/commands";
import { useAllKeys } from "@/ui/keys";
import { narrowed, offeredHere } from "./palette_items";

let root: Root;
let here: ReturnType<typeof offeredHere> = [];
function Palette() {
  const offered = offeredHere(useAllCommands(), useAllKeys());
  useLayoutEffect(() => {
    here = offered;
  });
  return null;
}
const show = (state: string, allowed: string[]) =>
  act(() => {
    const ticket = { ticket_id: "t", reference: "T-7", state, allowed_actions: allowed, barred_actions: [] } as unknown as Ticket;
    root.render(
      <>
        <TicketMoves ticket={ticket} />
        <Palette />
      </>,
    );
  });
const found = (words: string) => narrowed([{ title: "On this page", items: here }], words).flatMap((group) => group.items.map((item) => item.label));

vi.mock("@/api/session", () => ({ useSession: () => ({ account_id: "theo", permissions: [] }) }));
beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  root = createRoot(document.createElement("div"));
});
afterEach(() => {
  act(() => root.unmount());
  vi.unstubAllGlobals();
});

test.each([
  ["new", { triage: "Mark as triaged", assigned: "Mark as assigned", cancel: "Cancel" }, ["triaged", "assigned", "cancelled"]],
  ["triaged", { start: "Start work", assigned: "Mark as assigned", cancel: "Cancel" }, ["in_progress", "assigned", "cancelled"]],
  ["assigned", { work: "Start work", cancel: "Cancel" }, ["in_progress", "cancelled"]],
  [
    "in_progress",
    { client: "Ask the client", vendor: "Wait for a vendor", parts: "Wait for parts", schedule: "Schedule", resolve: "Resolve", cancel: "Cancel" },
    ["waiting_client", "waiting_vendor", "waiting_parts", "scheduled", "resolved", "cancelled"],
  ],
  ["waiting_vendor", { "go on": "Go on", cancel: "Cancel" }, ["in_progress", "cancelled"]],
  ["resolved", { reopen: "Reopen", close: "Close" }, ["in_progress", "closed"]],
])("a ticket that is %s", (state, words, allowed) => {
  show(state, allowed);
  expect(Object.keys(words)).toHaveLength(allowed.length);
  for (const [typed, label] of Object.entries(words)) expect(found(typed), typed).toEqual([label]);
});
test("nothing is offered that the ticket does not allow, though its key says why", () => {
  show("new", ["triaged"]);
  expect(["resolve", "ask", "schedule", "vendor"].flatMap(found)).toEqual([]);
});
