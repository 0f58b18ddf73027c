// Why a single key does nothing on this ticket now, in one line: what is to be done first, or whose business it is.
import type { Ticket } from "@/api/generated/schema";
import { keysFor } from "@/ui/keys";
import { stateLabel } from "@/ui/status";
import { isState, keyOfMove, moveLabel, nextMove } from "./ticket_words";

type Standing = Pick<Ticket, "state" | "reference" | "allowed_actions" | "barred_actions">;

const hasEnded = (state: string) => ["closed", "cancelled", "merged"].includes(state);
const isNow = (ticket: Standing) => `${ticket.reference} is ${stateLabel(ticket.state).toLowerCase()}`;
const barredBy = (action: string, ticket: Standing) => ticket.barred_actions?.find((one) => one.action === action)?.why;

/// Of what is no move: editing, merging, writing.
export function whyNot(action: string, ticket: Standing): string {
  return barredBy(action, ticket) ?? (hasEnded(ticket.state) ? `${isNow(ticket)}: that is over.` : "Your roles do not allow that on this ticket.");
}

/// Of a move to the state `to`.
export function whyNotMove(to: string, ticket: Standing): string {
  const barred = barredBy(to, ticket);
  if (barred) return barred;
  if (ticket.state === to) return `${isNow(ticket)} already.`;
  const first = nextMove(ticket.allowed_actions.filter(isState));
  if (first && first !== to) return `${isNow(ticket)}. ${moveLabel(first, ticket.state)} first: ${keysFor("b")}.`;
  // What comes first is for others: they say whose it is.
  return ["triaged", "in_progress"].map((step) => barredBy(step, ticket)).find(Boolean) ?? whyNot(to, ticket);
}

/// Of the key that goes on from where the ticket stands.
export function whyNotOn(ticket: Standing): string {
  const barred = ["triaged", "in_progress", "closed"].map((to) => barredBy(to, ticket)).find(Boolean);
  if (barred) return barred;
  const ways = ticket.allowed_actions.filter((to) => keyOfMove[to]).map((to) => `${moveLabel(to, ticket.state).toLowerCase()}: ${keysFor(keyOfMove[to])}`);
  if (ticket.state === "in_progress") return `${isNow(ticket)} already${ways.length > 0 ? `; ${ways.join(", ")}` : ""}.`;
  return whyNot("in_progress", ticket);
}

export const whyNoFollowUp = (ticket: Standing): string =>
  ticket.state === "merged" || !ticket.allowed_actions.includes("relate")
    ? whyNot("relate", ticket)
    : `${ticket.reference} has not ended: write in it instead, or link another to it (${keysFor("i")}).`;
