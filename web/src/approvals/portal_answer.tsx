// Beside the box for an answer: what is written there decides nothing.
import type { Ticket } from "@/api/generated/schema";
import { useMyQuestions } from "./portal_question";

export default function PortalAnswer({ ticket }: { ticket: Ticket }) {
  if (useMyQuestions(ticket.ticket_id).length === 0) return null;
  return <p className="text-sm">You are asked to decide. What you write here is read, and decides nothing: approve it or say no above.</p>;
}
