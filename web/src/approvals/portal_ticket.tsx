// What a client's person was asked to approve, in its ticket.
import type { Ticket } from "@/api/generated/schema";
import { Question, useMyQuestions } from "./portal_question";

export default function PortalTicket({ ticket }: { ticket: Ticket }) {
  const waiting = useMyQuestions(ticket.ticket_id);
  if (waiting.length === 0) return null;
  return (
    <section aria-label="For you to approve" className="mt-4">
      <h2 className="mb-2 font-semibold">For you to approve</h2>
      <ul className="space-y-3">
        {waiting.map((approval) => (
          <Question key={approval.approval_id} approval={approval} inTicket />
        ))}
      </ul>
    </section>
  );
}
