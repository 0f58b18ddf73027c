// The columns of the dispatch board and the way through them with keys. Pure.
import type { Assignee, Ticket } from "@/api/generated/schema";

export interface BoardColumn {
  account: string; // empty: nobody's
  name: string;
  tickets: readonly Ticket[];
}

/// Nobody's first, then everybody who can be given work, by name; the tickets stay in their order. Who has tickets and can no
/// longer be given any still has a column.
export function columnsOf(assignees: readonly Pick<Assignee, "account_id" | "name">[], tickets: readonly Ticket[]): BoardColumn[] {
  const of = new Map<string, Ticket[]>();
  for (const ticket of tickets) {
    const whose = ticket.assignee_account_id ?? "";
    of.set(whose, [...(of.get(whose) ?? []), ticket]);
  }
  const people = new Map(assignees.map((one) => [one.account_id, one.name]));
  for (const [account, own] of of) if (account && !people.has(account)) people.set(account, own[0].assignee_name);
  const named = [...people].toSorted(([, a], [, b]) => a.localeCompare(b));
  return [["", "Nobody"], ...named].map(([account, name]) => ({ account, name, tickets: of.get(account) ?? [] }));
}

export interface Spot {
  column: number;
  row: number;
}
/// Never outside of the board; a shorter column takes its last ticket.
export function stepIn(columns: readonly Pick<BoardColumn, "tickets">[], at: Spot, way: "up" | "down" | "left" | "right" | "stay"): Spot {
  const aside = { left: -1, right: 1 }[way as string] ?? 0;
  const along = { up: -1, down: 1 }[way as string] ?? 0;
  const column = Math.max(0, Math.min(columns.length - 1, at.column + aside));
  const last = Math.max(0, (columns[column]?.tickets.length ?? 0) - 1);
  return { column, row: Math.max(0, Math.min(last, at.row + along)) };
}
