// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Ticket } from "@/api/generated/schema";
import { Problem } from "@/api/problem";
import { hold, toastsShown } from "@/ui/toast";
import { assign, move, moveLater, partsBefore, write } from "./ticket_actions";

// The server: every move holds and makes a new revision.
const server = vi.hoisted(() => ({ moves: [] as { state: string; etag?: string; keepalive?: boolean }[], stands: {} as Partial<Ticket> }));
vi.mock("@/api/client", async (original) => ({
  ...(await original<typeof import("@/api/client")>()),
  call: async (method: { verb: string }, request: { state: string; text?: string }, options: { etag?: string; keepalive?: boolean } = {}) => {
    if (options.etag === "stale") throw new Problem(412, "api.changed_meanwhile", "Somebody else changed it first.");
    if (method.verb === "GET") return { ...ticketIn("in_progress"), ...server.stands };
    server.moves.push({ state: request.state ?? request.text, ...options });
    return Promise.resolve(ticketIn(request.state, `after ${server.moves.length}`));
  },
}));
const ticketIn = (state: string, etag = "first") => ({ ticket_id: "t", reference: "T-7", state, etag }) as Ticket;
const undoOf = (text: string) => toastsShown().find((toast) => toast.text === text)?.undo;

beforeEach(() => {
  vi.useFakeTimers();
  server.moves = [];
  server.stands = {};
});
afterEach(() => vi.useRealTimers());

test("waiting for a vendor is taken back by going on, from the revision that the move made", async () => {
  await move(ticketIn("in_progress"), { state: "waiting_vendor", reason: "a new disk is ordered" });
  toastsShown().at(-1)?.undo?.();
  await vi.advanceTimersByTimeAsync(1);
  expect(server.moves.map(({ state, etag }) => [state, etag])).toEqual([
    ["waiting_vendor", "first"],
    ["in_progress", "after 1"],
  ]);
});
test("a ticket that changed in something else is given to whom it was given", async () => {
  server.stands = { etag: "newer", title: "written anew" };
  await assign(ticketIn("in_progress", "stale"), "theo");
  expect(server.moves).toEqual([{ state: undefined, etag: "newer" }]);
});
test("a ticket that somebody else took first stays theirs, and so does a state", async () => {
  server.stands = { etag: "newer", assignee_account_id: "ana", state: "resolved" };
  await assign(ticketIn("in_progress", "stale"), "theo");
  await expect(move(ticketIn("in_progress", "stale"), { state: "waiting_vendor" })).rejects.toThrow("Somebody else");
  expect(server.moves).toEqual([]);
  expect(toastsShown().at(-1)).toMatchObject({ failed: true });
});
test("a resolved ticket offers no undo, because the reopening would count", async () => {
  await move(ticketIn("in_progress"), { state: "resolved", resolution_code: "fixed", resolution_text: "done" });
  expect(toastsShown().at(-1)).toMatchObject({ failed: false, undo: undefined });
});
test("closing is not asked for before the undo window, and never when it was undone", async () => {
  moveLater(ticketIn("resolved"), { state: "closed" });
  await vi.advanceTimersByTimeAsync(4_000);
  undoOf("Closing T-7.")?.();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.moves).toEqual([]);
});
test("closing is done after the undo window", async () => {
  moveLater(ticketIn("resolved"), { state: "closed" });
  await vi.advanceTimersByTimeAsync(6_000);
  expect(server.moves).toEqual([{ state: "closed", etag: "", keepalive: false }]);
});
test("closing is done at once, and once, when the page is left", async () => {
  moveLater(ticketIn("resolved"), { state: "closed" });
  window.dispatchEvent(new Event("pagehide"));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.moves).toEqual([{ state: "closed", etag: "", keepalive: true }]);
});
test("nobody is hurried who reads the note with Undo", async () => {
  moveLater(ticketIn("resolved"), { state: "closed" });
  hold(true);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(server.moves).toEqual([]);
  hold(false);
  await vi.advanceTimersByTimeAsync(6_000);
  expect(server.moves).toHaveLength(1);
});
test("whoever walked away with the pointer at the note has closed it all the same", async () => {
  moveLater(ticketIn("resolved"), { state: "closed" });
  hold(true);
  await vi.advanceTimersByTimeAsync(31_000);
  expect(server.moves).toHaveLength(1);
});
test("what was written for a move that was taken back is kept", async () => {
  const kept = vi.fn();
  moveLater(ticketIn("in_progress"), { state: "resolved", resolution_text: "done" }, kept);
  undoOf("Resolving T-7.")?.();
  expect(kept).toHaveBeenCalledOnce();
});
test("a reply waits for the undo window, a note does not", async () => {
  const heard: unknown[] = [];
  write(ticketIn("in_progress"), { text: "to the client", internal: false }, (sent) => heard.push(sent));
  write(ticketIn("in_progress"), { text: "a note", internal: true }, () => {});
  await vi.advanceTimersByTimeAsync(1_000);
  expect(server.moves.map(({ state }) => state)).toEqual(["a note"]);
  undoOf("Your reply in T-7 goes out.")?.();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.moves).toHaveLength(1);
  expect(heard).toEqual([undefined]);
});
test("the way back of a change names only what was changed, and a chosen priority with its reason", () => {
  const ticket = { title: "old", category_id: "c", priority: "P2", impact: "limited", urgency: "low", priority_reason: "the director waits" } as Ticket;
  expect(partsBefore(ticket, { title: "new", category_id: "" })).toEqual({ title: "old", category_id: "c" });
  expect(partsBefore(ticket, { priority: "P4" })).toEqual({ priority: "P2", impact: "limited", urgency: "low", priority_reason: "the director waits" });
});
