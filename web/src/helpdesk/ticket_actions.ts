// Changes of one ticket, each with its way back.
import { call, methods } from "@/api/client";
import type { MoveTicketRequest, Ticket, UpdateTicketRequest } from "@/api/generated/schema";
import { queries, refresh } from "@/api/query";
import { say, sayProblem } from "@/ui/toast";

const touched = [methods.listTickets, methods.getTicket, methods.listMessages, methods.listQueues];
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
export async function move(ticket: Ticket, request: Omit<MoveTicketRequest, "ticket_id">): Promise<void> {
  await took(await call(methods.moveTicket, { ...request, ticket_id: ticket.ticket_id }, { etag: ticket.etag }));
}

export async function update(ticket: Ticket, request: Omit<UpdateTicketRequest, "ticket_id">): Promise<void> {
  await took(await call(methods.updateTicket, { ...request, ticket_id: ticket.ticket_id }, { etag: ticket.etag }));
}
