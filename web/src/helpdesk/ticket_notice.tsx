// On the ticket's page: that it is confidential, that its merge can be taken back, and what one's roles do not allow here.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { Notice } from "@/ui/panel";
import { say } from "@/ui/toast";
import { barredWords } from "./barred_words";

const touched = [methods.getTicket, methods.listTickets, methods.listMessages, methods.getTicketRelations];

export default function TicketNotice({ ticket }: { ticket: Ticket }) {
  return (
    <>
      {ticket.confidential && <Confidential ticket={ticket} />}
      {ticket.merged_into_ticket_id && ticket.allowed_actions.includes("unmerge") && <Merged ticket={ticket} />}
      <Barred ticket={ticket} />
    </>
  );
}

function Confidential({ ticket }: { ticket: Ticket }) {
  const told = () => say("Everybody who sees this client's tickets reads it now.");
  const change = useChange(methods.updateTicket, touched, { etag: ticket.etag, onSuccess: told });
  return (
    <Notice tone="info">
      <span className="flex flex-wrap items-center justify-between gap-2">
        <span>Confidential: read by whoever asked, the client's people contact, whoever works on it, and those who direct the desk.</span>
        {ticket.allowed_actions.includes("confide") && (
          <Button busy={change.isPending} onClick={() => change.mutate({ ticket_id: ticket.ticket_id, confidential: false })}>
            Open it to others
          </Button>
        )}
      </span>
    </Notice>
  );
}

function Merged({ ticket }: { ticket: Ticket }) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const change = useChange(methods.unmergeTicket, touched, {
    etag: ticket.etag,
    onSuccess: () => {
      setAsking(false);
      say(`${ticket.reference} is a ticket of its own again.`);
    },
  });
  return (
    <Notice tone="info">
      <span className="flex flex-wrap items-center justify-between gap-2">
        <span>Merged into {ticket.merged_into_reference}, where it goes on.</span>
        <Button onClick={() => setAsking(true)}>Take the merge back</Button>
      </span>
      {asking && (
        <FormDialog
          title={`Take ${ticket.reference} out of ${ticket.merged_into_reference}`}
          description="Its messages, people, tags, ties, alerts and clocks come back to it. What was said since stays where it was said."
          submit="Take it back"
          onSubmit={() => change.mutate({ ticket_id: ticket.ticket_id, reason: reason.trim() })}
          onClose={() => setAsking(false)}
          busy={change.isPending}
          error={change.error}
        >
          <TextField label="Why (optional)" value={reason} onChange={(event) => setReason(event.target.value)} />
        </FormDialog>
      )}
    </Notice>
  );
}

function Barred({ ticket }: { ticket: Ticket }) {
  const [open, setOpen] = useState(false);
  const lines = barredWords(ticket.barred_actions);
  if (lines.length === 0) return null;
  return (
    <div className="no-print mb-3 text-dim">
      <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
        What is for others to do here
      </button>
      {open && (
        <ul className="mt-1 list-disc space-y-0.5 pl-5">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </div>
  );
}
