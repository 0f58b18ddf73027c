// Changes of one ticket, each with its way back.
import { call, methods } from "@/api/client";
import type { MoveTicketRequest, Ticket, UpdateTicketRequest } from "@/api/generated/schema";
import { queries, refresh } from "@/api/query";
import { stateLabel } from "@/ui/status";
import { afterUndo, say, sayProblem } from "@/ui/toast";
import { takesBack } from "./ticket_words";

const touched = [methods.listTickets, methods.getTicket, methods.listMessages, methods.listQueues, methods.getTicketRelations];
export const ticketsAgain = () => refresh(queries, touched);

/// What the server answered is on screen at once; the lists follow.
async function took(ticket: Ticket) {
  queries.setQueryData([methods.getTicket.path, { ticket_id: ticket.ticket_id }], ticket);
  await ticketsAgain();
}

export async function assign(ticket: Ticket, assignee: string, queue = ""): Promise<void> {
  try {
    const after = await call(
      methods.assignTicket,
      { ticket_id: ticket.ticket_id, assignee_account_id: assignee, queue },
      { etag: ticket.etag },
    );
    await took(after);
    const who = after.assignee_name || "nobody";
    say(
      queue && queue !== ticket.queue ? `${ticket.reference} is in the queue ${after.queue}.` : `${ticket.reference} belongs to ${who}.`,
      () => void assign(after, ticket.assignee_account_id, ticket.queue),
    );
  } catch (error) {
    sayProblem(`${ticket.reference} was not changed.`, error);
    await ticketsAgain();
  }
}

/// Throws when the server refuses, for the dialog that asked.
export async function move(ticket: Ticket, request: Omit<MoveTicketRequest, "ticket_id">, keepalive = false): Promise<void> {
  const after = await call(methods.moveTicket, { ...request, ticket_id: ticket.ticket_id }, { etag: ticket.etag, keepalive });
  await took(after);
  const back = () => void move(after, { state: ticket.state }).catch((error: unknown) => notMoved(ticket, error));
  say(`${after.reference}: ${stateLabel(after.state)}.`, takesBack(ticket.state, after.state) ? back : undefined);
}

export const notMoved = (ticket: Ticket, error: unknown) => sayProblem(`${ticket.reference} was not moved.`, error);

/// After the undo window, or when the page is left. Settles when it is decided.
export function close(ticket: Ticket): Promise<void> {
  return new Promise((resolve, reject) => {
    const act = (leaving: boolean) => void move(ticket, { state: "closed" }, leaving).then(resolve, reject);
    afterUndo(`Closing ${ticket.reference}.`, act, resolve);
  });
}

export async function update(ticket: Ticket, request: Omit<UpdateTicketRequest, "ticket_id">): Promise<void> {
  await took(await call(methods.updateTicket, { ...request, ticket_id: ticket.ticket_id }, { etag: ticket.etag }));
}
