// What the person answered, on the ticket's page.
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Section } from "@/ui/panel";
import { Chip } from "@/ui/status";
import { Ago, Until } from "@/ui/time";
import { answerLabel, answerTone, reasonWords } from "./survey_words";

export default function TicketAside({ ticket }: { ticket: Ticket }) {
  const may = useMay("survey.read");
  const isOver = ticket.state === "resolved" || ticket.state === "closed";
  return may && (isOver || ticket.reopened_count > 0) ? <Result ticketId={ticket.ticket_id} /> : null;
}

function Result({ ticketId }: { ticketId: string }) {
  const survey = useApi(methods.getTicketSurvey, { ticket_id: ticketId }).data;
  if (!survey?.survey_id) return null;
  return (
    <Section title="Survey">
      <p className="flex flex-wrap items-center gap-2">
        {survey.state === "answered" && (
          <>
            <Chip tone={answerTone(survey.answer)}>{answerLabel(survey.answer)}</Chip>
            <span className="text-dim">
              {survey.person_name}, <Ago at={survey.answered_at_unix_ms} />
            </span>
          </>
        )}
        {survey.state === "sent" && (
          <span className="text-dim">
            {survey.person_name} was asked <Ago at={survey.sent_at_unix_ms} />, no answer yet
          </span>
        )}
        {survey.state === "due" && (
          <span className="text-dim">
            {survey.person_name} is asked <Until at={survey.due_at_unix_ms} />
          </span>
        )}
        {(survey.state === "skipped" || survey.state === "dropped") && (
          <span className="text-dim">Not asked: {reasonWords(survey.reason)}</span>
        )}
      </p>
      {survey.comment && <p className="mt-1 break-words whitespace-pre-wrap">{survey.comment}</p>}
      {survey.follow_up_ticket_id && (
        <Link to="/tickets/$ticket_id" params={{ ticket_id: survey.follow_up_ticket_id }} className="link mt-1 block">
          Follow-up: {survey.follow_up_reference}
        </Link>
      )}
    </Section>
  );
}
