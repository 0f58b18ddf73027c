// A change of a ticket on this screen: lists take the row that came with it, whatever shows that ticket asks for it again, and
// only a list whose question nobody here can answer asks for itself, some seconds later and not with all the others at once.
import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { methods } from "@/api/client";
import type { ListTicketsResponse, Ticket } from "@/api/generated/schema";
import type { Update } from "@/api/live";
import { hasJustChanged, refresh } from "@/api/query";
import { withChange, type Asked, type TicketChange, type TicketPages } from "./ticket_rows";

const ofOne: readonly string[] = [methods.getTicket, methods.listMessages, methods.listAttachments].map((method) => method.path);
const soonest = 1_000,
  spread = 4_000;

export function readChange(data: Record<string, unknown>): TicketChange | undefined {
  const row = data.row as Ticket | undefined;
  if (!row?.ticket_id) return undefined;
  return { row, was: data.was as TicketChange["was"], device_then: data.device_then as string | undefined };
}

const requestOf = (key: QueryKey) => (key[1] === "pages" ? key[2] : key[1]) as (Asked & { ticket_id?: string; page_token?: string }) | undefined;

/// Asks again, of everything by these methods, what is about one ticket.
export function refreshOne(client: QueryClient, paths: readonly string[], ticketId: string): Promise<void> {
  return client.invalidateQueries({
    predicate: ({ queryKey }) => paths.includes(String(queryKey[0])) && requestOf(queryKey)?.ticket_id === ticketId,
  });
}

/// Asks for one list again, once for all that made it old meanwhile.
export function makeLater(client: QueryClient, wait: () => number = () => (hasJustChanged() ? 0 : soonest + Math.random() * spread)) {
  const waiting = new Set<string>();
  return (key: QueryKey) => {
    const name = JSON.stringify(key);
    if (waiting.has(name)) return;
    waiting.add(name);
    setTimeout(() => {
      waiting.delete(name);
      void client.invalidateQueries({ queryKey: key, exact: true });
    }, wait());
  };
}

function changeLists(client: QueryClient, change: TicketChange, me: string, later: (key: QueryKey) => void) {
  for (const query of client.getQueryCache().findAll({ queryKey: [methods.listTickets.path] })) {
    const { queryKey } = query;
    const data = query.state.data as ListTicketsResponse | TicketPages | undefined;
    if (!data) continue;
    if (query.getObserversCount() === 0) {
      void client.invalidateQueries({ queryKey, exact: true, refetchType: "none" });
      continue;
    }
    const inPages = queryKey[1] === "pages";
    const pages = inPages ? (data as TicketPages) : { pages: [data as ListTicketsResponse] };
    const request = requestOf(queryKey);
    const next = request?.page_token ? undefined : withChange(pages, request ?? {}, change, me);
    // What is under way may have been read before the change.
    if (!next || query.state.fetchStatus === "fetching") later(queryKey);
    if (next && next !== pages) client.setQueryData(queryKey, inPages ? next : next.pages[0]);
  }
}

/// What to do about updates of tickets: false is to ask for everything that may be about it.
export function makeTicketUpdates(client: QueryClient, gate: (topic: string) => void) {
  const later = makeLater(client);
  return (update: Update, me: string): boolean => {
    const change = readChange(update.data);
    if (!change) return false;
    changeLists(client, change, me, later);
    gate(`ticket/${change.row.ticket_id}`);
    const { row, was } = change;
    if (!was || "state" in was || "queue" in was) gate("queues");
    if (row.alert_id || row.incident_id) gate("now");
    return true;
  };
}

/// What stands behind the gate.
export function refreshTicketTopic(client: QueryClient, topic: string): boolean {
  if (topic.startsWith("ticket/")) void refreshOne(client, ofOne, topic.slice("ticket/".length));
  else if (topic.startsWith("presence/")) void refreshOne(client, [methods.listPresence.path], topic.slice("presence/".length));
  else if (topic === "queues") void refresh(client, [methods.listQueues]);
  else if (topic === "now") void refresh(client, [methods.listNow, methods.getAlert]);
  else return false;
  return true;
}
