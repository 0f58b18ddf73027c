// A ticket that changed, put into lists that are already on screen: they need not ask again. Pure.
import type { ListTicketsResponse, Ticket } from "@/api/generated/schema";
import { endedStates, isIn, type Judged } from "./ticket_filter";

/// What the server tells of a change: the row as it is now, and of what it was before those fields that were other. `was` is
/// null when there was none, and not there when nobody knows.
export interface TicketChange {
  row: Ticket;
  was?: Partial<Ticket> | null;
  device_then?: string;
}
export interface TicketPages {
  pages: readonly ListTicketsResponse[];
}
export interface Asked {
  filter?: string;
  order_by?: string;
  page_size?: number;
}

type Key = (ticket: Ticket) => string | number;
const never = 9_000_000_000_000_000;
const keys: Record<string, Key> = {
  state: (ticket) => ticket.state,
  priority: (ticket) => ticket.priority.toLowerCase(),
  queue: (ticket) => ticket.queue ?? "",
  kind: (ticket) => ticket.kind,
  source: (ticket) => ticket.source,
  client: (ticket) => ticket.client_name.toLowerCase(),
  assignee: (ticket) => (ticket.assignee_name || "none").toLowerCase(),
  reference: (ticket) => ticket.reference.toLowerCase(),
  title: (ticket) => ticket.title.toLowerCase(),
  created: (ticket) => ticket.created_at_unix_ms,
  changed: (ticket) => ticket.changed_at_unix_ms,
  resolved: (ticket) => ticket.resolved_at_unix_ms,
  due: (ticket) =>
    Math.min(never, ...ticket.clocks.filter((clock) => clock.counting && clock.due_at_unix_ms > 0).map((clock) => clock.due_at_unix_ms)),
};
const groups = new Set(["state", "priority", "queue", "assignee", "kind", "source"]);

/// As the server orders; nothing: by something that this does not know.
function compareBy(order: string): ((a: Ticket, b: Ticket) => number) | undefined {
  const words = (order || "-changed").split(",").map((word) => word.trim());
  if (words.length === 1 && groups.has(words[0].replace("-", ""))) words.push(words[0].startsWith("-") ? "changed" : "-changed");
  const ways: { key: Key; sign: number }[] = [];
  for (const word of words) {
    const key = keys[word.replace("-", "")];
    if (!key) return undefined;
    ways.push({ key, sign: word.startsWith("-") ? -1 : 1 });
  }
  return (a, b) => {
    for (const { key, sign } of ways) {
      const [x, y] = [key(a), key(b)];
      if (x !== y) return x < y ? -sign : sign;
    }
    return a.ticket_id < b.ticket_id ? -1 : a.ticket_id > b.ticket_id ? 1 : 0;
  };
}

// What the reader may do hangs on the state, the kind and whether somebody has it: a row most like it knows best. It only decides what
// is offered; the ticket itself is asked for when it is opened, and the server refuses what may not be.
const likeness = [
  (ticket: Ticket) => `${ticket.state} ${ticket.kind} ${ticket.assignee_account_id ? 1 : 0}`,
  (ticket: Ticket) => ticket.state,
  (ticket: Ticket) => (endedStates.includes(ticket.state) ? ticket.state : "open"),
];

function completed(row: Ticket, old: Ticket | undefined, rows: readonly Ticket[]): Ticket | undefined {
  const texts = { description: old?.description ?? "", resolution_text: old?.resolution_text ?? "", root_cause: old?.root_cause ?? "" };
  const known = old ? [old, ...rows] : rows;
  for (const like of likeness) {
    const model = known.find((one) => like(one) === like(row));
    if (model) return { ...row, ...texts, allowed_actions: model.allowed_actions, barred_actions: model.barred_actions };
  }
  return undefined;
}

/// The list with the change in it, the very same when it is not its business; nothing: it has to ask.
export function withChange<Data extends TicketPages>(data: Data, asked: Asked, change: TicketChange, me: string): Data | undefined {
  const { row, was, device_then } = change;
  const all = data.pages.flatMap((page) => page.tickets);
  const old = all.find((one) => one.ticket_id === row.ticket_id);
  const here = isIn(asked.filter ?? "", { ...row, device_then }, me);
  const before = old ? true : was === undefined ? undefined : was === null ? false : isIn(asked.filter ?? "", { ...row, device_then, ...was } as Judged, me);
  if (here === undefined) return undefined;
  if (!here && before === false) return data;
  const last = data.pages[data.pages.length - 1];
  // Behind what is loaded is no place of ours, but it counts.
  const counts = !last.more_than_total;
  if (before === undefined && counts) return undefined;
  const step = before === undefined ? 0 : Number(here) - Number(before);
  const compare = compareBy(asked.order_by ?? "");
  const shown = here ? completed(row, old, all) : undefined;
  if (here && !compare) return undefined;
  if (old && !here) return put(data, row.ticket_id, undefined, 0, step);
  if (!here) return step === 0 ? data : put(data, row.ticket_id, undefined, 0, step);
  const others = all.filter((one) => one.ticket_id !== row.ticket_id);
  const place = others.findIndex((one) => compare!(row, one) < 0);
  if (place < 0 && last.next_page_token) return old || step !== 0 ? put(data, row.ticket_id, undefined, 0, step) : data;
  if (!shown) return undefined;
  return put(data, row.ticket_id, shown, place < 0 ? others.length : place, step);
}

function put<Data extends TicketPages>(data: Data, id: string, row: Ticket | undefined, place: number, step: number): Data {
  let left = place,
    placed = row === undefined;
  const pages = data.pages.map((page, index) => {
    const tickets = page.tickets.filter((one) => one.ticket_id !== id);
    if (!placed && (left <= tickets.length || index === data.pages.length - 1)) {
      tickets.splice(left, 0, row!);
      placed = true;
    } else left -= tickets.length;
    return { ...page, tickets, total: page.more_than_total ? page.total : Math.max(0, page.total + step) };
  });
  return { ...data, pages };
}
