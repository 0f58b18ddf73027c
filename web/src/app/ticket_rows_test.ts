import { describe, expect, test } from "vitest";
import type { ListTicketsResponse, Ticket } from "@/api/generated/schema";
import { withChange, type TicketPages } from "./ticket_rows";

const ticket = (id: string, changed: number, other: Partial<Ticket> = {}): Ticket =>
  ({
    ticket_id: id, reference: id, client_id: "c", client_name: "Northwind", kind: "incident", source: "email", title: id, state: "new",
    priority: "P3", queue: "service desk", assignee_account_id: "", assignee_name: "", device_name: "", description: `about ${id}`,
    changed_at_unix_ms: changed, created_at_unix_ms: changed, tags: [], clocks: [], allowed_actions: ["reply", "note"], barred_actions: [],
    ...other,
  }) as unknown as Ticket;
const page = (tickets: Ticket[], total: number, next = ""): ListTicketsResponse => ({ tickets, total, next_page_token: next, more_than_total: false });
const list = (): TicketPages => ({ pages: [page([ticket("d", 40), ticket("c", 30)], 4, "more"), page([ticket("b", 20)], 4, "still more")] });
const ids = (data: TicketPages | undefined) => data?.pages.map((one) => one.tickets.map((row) => row.ticket_id).join("")).join("|");
const bare = (row: Ticket) => ({ ...row, description: "", allowed_actions: [], barred_actions: [] }) as Ticket;
const asked = { filter: "is:open" };

describe("a list that hears of a change", () => {
  test("takes the row to its new place and keeps what the reader may do", () => {
    const next = withChange(list(), asked, { row: bare(ticket("b", 50)), was: {} }, "me");
    expect(ids(next)).toBe("bdc|");
    expect(next?.pages[0].tickets[0]).toMatchObject({ description: "about b", allowed_actions: ["reply", "note"] });
    expect(next?.pages[0].total).toBe(4);
  });
  test("takes in what was further down, by what rows of the same sort may", () => {
    const next = withChange(list(), asked, { row: bare(ticket("a", 50)), was: {} }, "me");
    expect(ids(next)).toBe("adc|b");
    expect(next?.pages[0].tickets[0].allowed_actions).toEqual(["reply", "note"]);
    expect(next?.pages[0].total).toBe(4);
  });
  test("counts what is new and what has gone", () => {
    expect(withChange(list(), asked, { row: bare(ticket("e", 50)), was: null }, "me")?.pages[1].total).toBe(5);
    const gone = withChange(list(), asked, { row: bare(ticket("c", 50, { state: "resolved" })), was: { state: "new" } }, "me");
    expect(ids(gone)).toBe("d|b");
    expect(gone?.pages[0].total).toBe(3);
  });
  test("is the very same when it is not its business", () => {
    const data = list();
    expect(withChange(data, asked, { row: bare(ticket("x", 50, { state: "closed" })), was: {} }, "me")).toBe(data);
    expect(withChange(data, { filter: "assignee:me" }, { row: bare(ticket("x", 50)), was: {} }, "me")).toBe(data);
  });
  test("leaves what lies behind its last row to the next page", () => {
    const data = list();
    expect(withChange(data, { ...asked, order_by: "changed" }, { row: bare(ticket("z", 99)), was: {} }, "me")).toBe(data);
  });
  test("asks when it cannot know", () => {
    expect(withChange(list(), { filter: "watcher:me" }, { row: bare(ticket("x", 50)), was: {} }, "me")).toBeUndefined();
    expect(withChange(list(), { filter: "is:open", order_by: "category" }, { row: bare(ticket("b", 50)), was: {} }, "me")).toBeUndefined();
    expect(withChange(list(), asked, { row: bare(ticket("x", 50)) }, "me")).toBeUndefined();
    // Nobody here has seen what may be done with one that has ended.
    const ended = { row: bare(ticket("b", 50, { state: "closed" })), was: { state: "new" } };
    expect(withChange(list(), { filter: "" }, ended, "me")).toBeUndefined();
  });
});
