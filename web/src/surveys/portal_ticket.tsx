// The question on the portal's page of a ticket: for the person who asked for it, and for nobody else.
import { useState } from "react";
import { Check } from "lucide-react";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { TextArea } from "@/ui/field";
import { answerLabel, answers } from "./survey_words";

export default function PortalTicket({ ticket }: { ticket: Ticket }) {
  const isOver = ticket.state === "resolved" || ticket.state === "closed";
  return isOver ? <Question ticketId={ticket.ticket_id} /> : null;
}

function Question({ ticketId }: { ticketId: string }) {
  const survey = useApi(methods.getTicketSurvey, { ticket_id: ticketId }).data;
  const [comment, setComment] = useState("");
  const change = useChange(methods.answerTicketSurvey, [methods.getTicketSurvey]);
  if (!survey?.survey_id || (survey.state !== "sent" && survey.state !== "answered")) return null;
  const may = (action: string) => survey.allowed_actions.includes(action);
  const send = (answer: string, words: string) => change.mutate({ ticket_id: ticketId, answer, comment: words });
  return (
    <section aria-label={survey.question} className="mt-4 rounded-xl border border-line bg-panel px-4 py-3">
      <h2 className="mb-2 font-semibold">{survey.question}</h2>
      {may("answer") && (
        <div className="grid grid-cols-3 gap-2">
          {answers.map((one) => (
            <Button key={one.value} busy={change.isPending} onClick={() => send(one.value, "")} className="h-12 text-base">
              {one.label}
            </Button>
          ))}
        </div>
      )}
      {survey.answer && (
        <p role="status" className="flex items-center gap-2">
          <Check size={16} aria-hidden className="text-ok" />
          Your answer: {answerLabel(survey.answer)}. Thank you.
        </p>
      )}
      {survey.answer === "bad" && <p className="mt-1">We are sorry. Somebody who answers for it will call you back.</p>}
      {may("comment") && (
        <form
          className="mt-3 space-y-2"
          onSubmit={(event) => {
            event.preventDefault();
            send("", comment.trim());
          }}
        >
          <TextArea
            label="Would you like to say more?"
            help="You need not."
            value={comment}
            onChange={(event) => setComment(event.target.value)}
            maxLength={4000}
          />
          <Button type="submit" busy={change.isPending} disabled={!comment.trim()} className="h-11">
            Send
          </Button>
        </form>
      )}
      {change.isError && <ProblemLine error={change.error} />}
    </section>
  );
}
