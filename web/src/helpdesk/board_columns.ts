// The columns of the dispatch board and the way through them with keys. Pure.
import type { Assignee, Ticket } from "@/api/generated/schema";

export interface BoardColumn {
  account: string; // empty: nobody's
  name: string;
  tickets: readonly Ticket[];
  takes: boolean; // can be given work
}

type Name = Pick<BoardColumn, "account" | "name">;
/// Nobody's first, then everybody who can be given work, by name; the tickets stay in their order. Who has tickets and can no
/// longer be given any still has a column, behind all others.
export function columnsOf(assignees: readonly Pick<Assignee, "account_id" | "name">[], tickets: readonly Ticket[]): BoardColumn[] {
  const of = new Map<string, Ticket[]>();
  for (const ticket of tickets) {
    const whose = ticket.assignee_account_id ?? "";
    of.set(whose, [...(of.get(whose) ?? []), ticket]);
  }
  const byName = (a: Name, b: Name) => a.name.localeCompare(b.name);
  const takes = assignees.map((one) => ({ account: one.account_id, name: one.name })).toSorted(byName);
  const known = new Set(["", ...takes.map((one) => one.account)]);
  const others = [...of].filter(([account]) => !known.has(account)).map(([account, own]) => ({ account, name: own[0].assignee_name }));
  const column = (one: Name) => ({ ...one, tickets: of.get(one.account) ?? [], takes: known.has(one.account) });
  return [{ account: "", name: "Nobody" }, ...takes, ...others.toSorted(byName)].map(column);
}

/// Where the keys are: in whose column, on which ticket, and in which row that was seen.
export interface Spot {
  account: string;
  ticketId: string; // empty: on whatever stands in the row
  row: number;
}
interface Place {
  column: number;
  row: number;
}
/// The present place of a spot. Tickets come and go and columns change their order while somebody looks: the spot stays on its
/// ticket, and in its row once that ticket has left the column.
export function placeOf(columns: readonly BoardColumn[], at: Spot): Place {
  const column = Math.max(0, columns.findIndex((one) => one.account === at.account));
  const tickets = columns.at(column)?.tickets ?? [];
  const found = at.ticketId ? tickets.findIndex((one) => one.ticket_id === at.ticketId) : -1;
  return { column, row: found >= 0 ? found : Math.max(0, Math.min(tickets.length - 1, at.row)) };
}

/// Never outside of the board; a shorter column takes its last ticket.
export function stepFrom(columns: readonly BoardColumn[], at: Spot, way: "up" | "down" | "left" | "right"): Spot & Place {
  const present = placeOf(columns, at);
  const aside = { left: -1, right: 1 }[way as string] ?? 0;
  const along = { up: -1, down: 1 }[way as string] ?? 0;
  const column = Math.max(0, Math.min(columns.length - 1, present.column + aside));
  return { column, ...spotAt(columns, column, present.row + along) };
}

export function spotAt(columns: readonly BoardColumn[], column: number, wanted: number): Spot {
  const tickets = columns.at(column)?.tickets ?? [];
  const row = Math.max(0, Math.min(tickets.length - 1, wanted));
  return { account: columns.at(column)?.account ?? "", ticketId: tickets.at(row)?.ticket_id ?? "", row };
}
