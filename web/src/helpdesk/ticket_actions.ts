// Changes of one ticket, each with its way back. What has none waits for the undo window before it is asked for.
import { call, methods } from "@/api/client";
import type { AddMessageRequest, MoveTicketRequest, Ticket, TicketMessage, UpdateTicketRequest } from "@/api/generated/schema";
import { Problem } from "@/api/problem";
import { queries, refresh } from "@/api/query";
import { later, useLater, type Later } from "@/ui/later";
import { stateLabel } from "@/ui/status";
import { afterUndo, say, sayProblem } from "@/ui/toast";
import { laterWords, takesBack } from "./ticket_words";

const touched = [methods.listTickets, methods.getTicket, methods.listMessages, methods.listQueues, methods.getTicketRelations];
export const ticketsAgain = () => refresh(queries, touched);

/// What the server answered is on screen at once; the lists follow.
async function took(ticket: Ticket) {
  queries.setQueryData([methods.getTicket.path, { ticket_id: ticket.ticket_id }], ticket);
  await ticketsAgain();
}

/// Asks for a change of `parts`. Whatever else became of the ticket since it was read (a report of its machine, a colleague's word)
/// refuses nothing; another hand on the same parts does.
async function whileSame(ticket: Ticket, parts: readonly (keyof Ticket)[], ask: (etag: string) => Promise<Ticket>): Promise<Ticket> {
  try {
    return await ask(ticket.etag);
  } catch (error) {
    if (!(error instanceof Problem) || error.status !== changedMeanwhile) throw error;
    const now = await call(methods.getTicket, { ticket_id: ticket.ticket_id });
    if (parts.some((part) => (now[part] ?? "") !== (ticket[part] ?? ""))) throw error;
    return ask(now.etag);
  }
}
const changedMeanwhile = 412; // Precondition Failed, RFC 9110 15.5.13

export async function assign(ticket: Ticket, assignee = "", queue = ""): Promise<void> {
  try {
    const after = await whileSame(ticket, ["assignee_account_id", "queue"], (etag) =>
      call(methods.assignTicket, { ticket_id: ticket.ticket_id, assignee_account_id: assignee, queue }, { etag }),
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

export type Move = Omit<MoveTicketRequest, "ticket_id"> & { state: string };

/// Throws when the server refuses, for the dialog that asked.
export async function move(ticket: Ticket, request: Move, keepalive = false): Promise<void> {
  const after = await whileSame(ticket, ["state"], (etag) =>
    call(methods.moveTicket, { ...request, ticket_id: ticket.ticket_id }, { etag, keepalive }),
  );
  await took(after);
  const back = () => void move(after, { state: ticket.state }).catch((error: unknown) => notMoved(ticket, error));
  say(`${after.reference}: ${stateLabel(after.state)}.`, takesBack(ticket.state, after.state) ? back : undefined);
}

export const notMoved = (ticket: Ticket, error: unknown) => sayProblem(`${ticket.reference} was not moved.`, error);

/// A move that has been asked for and can still be taken back.
export const usePending = (ticketId: string): Later | undefined => useLater(ticketId);

/// After the undo window, or when the page is left. `kept` keeps what was written when it was refused or taken back.
export function moveLater(ticket: Ticket, request: Move, kept: () => void = () => {}): void {
  const text = laterWords(request.state, ticket.reference);
  // Someone may have written in it meanwhile: what was asked for is the state, not the row as it was.
  const act = (leaving: boolean) =>
    move({ ...ticket, etag: "" }, request, leaving).catch((error: unknown) => {
      kept();
      notMoved(ticket, error);
    });
  later(ticket.ticket_id, text, act, kept);
}

/// The way back sets what was there before, of the parts that were changed.
export async function update(ticket: Ticket, request: Omit<UpdateTicketRequest, "ticket_id">): Promise<void> {
  const after = await call(methods.updateTicket, { ...request, ticket_id: ticket.ticket_id }, { etag: ticket.etag });
  await took(after);
  const back = () => void update(after, partsBefore(ticket, request)).catch((error: unknown) => sayProblem("It was not taken back.", error));
  say(`${after.reference} is changed.`, back);
}

/// The fields of `request` as they stand in `ticket`: what takes the change back.
export function partsBefore(ticket: Ticket, request: Omit<UpdateTicketRequest, "ticket_id">): Omit<UpdateTicketRequest, "ticket_id"> {
  const before = Object.fromEntries(Object.keys(request).map((name) => [name, ticket[name as keyof Ticket] ?? ""]));
  // The urgency of a ticket makes its priority: one that was chosen comes back with its reason.
  if ("priority" in request || "impact" in request || "urgency" in request)
    Object.assign(before, { impact: ticket.impact, urgency: ticket.urgency, priority: ticket.priority, priority_reason: ticket.priority_reason ?? "" });
  return before;
}

/// Says it at once when only colleagues read it; what goes to the client waits for the undo window. `done` hears what
/// became of it: the message, or nothing when it was taken back or refused.
export function write(ticket: Ticket, request: Omit<AddMessageRequest, "ticket_id">, done: (sent?: TicketMessage) => void): void {
  const act = (leaving: boolean) =>
    // Whoever leaves the page would not hear of a refusal: what they wrote goes out in any case.
    void call(
      methods.addMessage,
      { ...request, ticket_id: ticket.ticket_id, ...(leaving ? { if_no_newer_than_unix_ms: 0 } : {}) },
      { keepalive: leaving },
    ).then(
      async (message) => {
        done(message);
        await ticketsAgain();
      },
      (error: unknown) => {
        done();
        sayProblem(`${ticket.reference}: your words were not sent.`, error);
        void ticketsAgain(); // somebody may have written meanwhile: it is read before they are sent again
      },
    );
  if (request.internal) act(false);
  else afterUndo(`Your reply in ${ticket.reference} goes out.`, act, () => done());
}
