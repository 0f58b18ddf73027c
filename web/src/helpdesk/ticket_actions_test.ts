// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Ticket } from "@/api/generated/schema";
import { toastsShown } from "@/ui/toast";
import { close, move } from "./ticket_actions";

// The server: every move holds and makes a new revision.
const server = vi.hoisted(() => ({ moves: [] as { state: string; etag?: string; keepalive?: boolean }[] }));
vi.mock("@/api/client", async (original) => ({
  ...(await original<typeof import("@/api/client")>()),
  call: (_: unknown, request: { state: string }, options: { etag?: string; keepalive?: boolean }) => {
    server.moves.push({ state: request.state, ...options });
    return Promise.resolve(ticketIn(request.state, `after ${server.moves.length}`));
  },
}));
const ticketIn = (state: string, etag = "first") => ({ ticket_id: "t", reference: "T-7", state, etag }) as Ticket;
const undoOf = (text: string) => toastsShown().find((toast) => toast.text === text)?.undo;

beforeEach(() => {
  vi.useFakeTimers();
  server.moves = [];
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
test("a resolved ticket offers no undo, because the reopening would count", async () => {
  await move(ticketIn("in_progress"), { state: "resolved", resolution_code: "fixed", resolution_text: "done" });
  expect(toastsShown().at(-1)).toMatchObject({ failed: false, undo: undefined });
});
test("closing is not asked for before the undo window, and never when it was undone", async () => {
  const decided = close(ticketIn("resolved"));
  await vi.advanceTimersByTimeAsync(4_000);
  undoOf("Closing T-7.")?.();
  await decided;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.moves).toEqual([]);
});
test("closing is done after the undo window", async () => {
  const decided = close(ticketIn("resolved"));
  await vi.advanceTimersByTimeAsync(6_000);
  await decided;
  expect(server.moves).toEqual([{ state: "closed", etag: "first", keepalive: false }]);
});
test("closing is done at once, and once, when the page is left", async () => {
  const decided = close(ticketIn("resolved"));
  window.dispatchEvent(new Event("pagehide"));
  await decided;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.moves).toEqual([{ state: "closed", etag: "first", keepalive: true }]);
});
