// Changes of many tickets: each with its own result and, where there is one, its way back.
import { call, methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { changeMany } from "@/ui/bulk_orders";
import type { BulkTry } from "@/ui/bulk_run";
import { counted, words } from "@/ui/format";
import { partsBefore, ticketsAgain, type Move } from "./ticket_actions";
import { moveLabel, takesBack } from "./ticket_words";

type Row = Ticket & { id: string; name: string; where: string };
const rowsOf = (tickets: readonly Ticket[]): Row[] =>
  tickets.map((ticket) => ({ ...ticket, id: ticket.ticket_id, name: `${ticket.reference} ${ticket.title}`, where: ticket.client_name }));
export const numbered = (tickets: readonly Ticket[]) =>
  tickets.length === 1 ? tickets[0].reference : counted(tickets.length, "ticket", "tickets");

interface Change {
  tickets: readonly Ticket[];
  verb: string; // "Assign"
  done: (tickets: readonly Ticket[]) => string;
  act: (ticket: Ticket, once: BulkTry) => Promise<unknown>;
  back?: (before: Ticket, once: BulkTry) => Promise<unknown>;
}

const each = ({ tickets, verb, done, act, back }: Change) =>
  changeMany<Row>({
    title: `${verb} ${numbered(tickets)}`,
    items: rowsOf(tickets),
    after: ticketsAgain,
    done,
    failed: (items) => `${numbered(items)} did not change.`,
    act: async (ticket, once) => {
      await act(ticket, once);
      return back && ((again) => back(ticket, again));
    },
  });

const give = (once: BulkTry, ticket: Ticket, account = "", queue = "") =>
  call(methods.assignTicket, { ticket_id: ticket.ticket_id, assignee_account_id: account, queue }, once);
const giveBack = (before: Ticket, once: BulkTry) => give(once, before, before.assignee_account_id, before.queue);

export const assignMany = (tickets: readonly Ticket[], account: string, name: string) =>
  each({
    tickets,
    verb: "Assign",
    act: (ticket, once) => give(once, ticket, account),
    back: giveBack,
    done: (all) => `${numbered(all)} belong${all.length === 1 ? "s" : ""} to ${name}.`,
  });

export const queueMany = (tickets: readonly Ticket[], queue: string) =>
  each({
    tickets,
    verb: "Move",
    act: (ticket, once) => give(once, ticket, ticket.assignee_account_id, queue),
    back: giveBack,
    done: (all) => `${numbered(all)} now in the queue ${words(queue)}.`,
  });

/// `keepalive`: the page is being left.
export const moveMany = (tickets: readonly Ticket[], request: Move, keepalive = false) =>
  each({
    tickets,
    verb: `${moveLabel(request.state, "")}:`,
    act: (ticket, once) => call(methods.moveTicket, { ...request, ticket_id: ticket.ticket_id }, { ...once, keepalive }),
    back: tickets.every((ticket) => takesBack(ticket.state, request.state))
      ? (ticket, once) => call(methods.moveTicket, { ticket_id: ticket.ticket_id, state: ticket.state }, once)
      : undefined,
    done: (all) => `${numbered(all)} moved.`,
  });

type Parts = Parameters<typeof partsBefore>[1];
export const updateMany = (tickets: readonly Ticket[], parts: Parts, what: string) =>
  each({
    tickets,
    verb: `${what}:`,
    act: (ticket, once) => call(methods.updateTicket, { ...parts, ticket_id: ticket.ticket_id }, once),
    back: (before, once) => call(methods.updateTicket, { ...partsBefore(before, parts), ticket_id: before.ticket_id }, once),
    done: (all) => `${what} of ${numbered(all)} changed.`,
  });

/// Tags that a ticket has already stay once.
export const tagMany = (tickets: readonly Ticket[], add: readonly string[], remove: readonly string[]) =>
  each({
    tickets,
    verb: "Tags of",
    act: (ticket, once) => {
      const kept = (ticket.tags ?? []).filter((tag) => !remove.includes(tag));
      return call(methods.setTicketTags, { ticket_id: ticket.ticket_id, tags: [...new Set([...kept, ...add])] }, once);
    },
    back: (before, once) => call(methods.setTicketTags, { ticket_id: before.ticket_id, tags: before.tags ?? [] }, once),
    done: (all) => `The tags of ${numbered(all)} changed.`,
  });

export const noteMany = (tickets: readonly Ticket[], text: string) =>
  each({
    tickets,
    verb: "Note in",
    act: (ticket, once) => call(methods.addMessage, { ticket_id: ticket.ticket_id, text, internal: true }, once),
    done: (all) => `The note stands in ${numbered(all)}.`,
  });
