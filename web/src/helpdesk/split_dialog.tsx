// Messages that are another matter become a ticket of their own. The way back is a merge, which the note offers.
import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { call, methods } from "@/api/client";
import type { Ticket, TicketMessage } from "@/api/generated/schema";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { counted } from "@/ui/format";
import { mostTitleLetters } from "@/ui/limits";
import { say, sayProblem } from "@/ui/toast";
import { ticketsAgain } from "./ticket_actions";
import { kinds } from "./ticket_words";

interface Props {
  ticket: Ticket;
  messages: readonly TicketMessage[];
  onClose: () => void;
  onDone: () => void;
}

export function SplitDialog({ ticket, messages, onClose, onDone }: Props) {
  const [title, setTitle] = useState(() => messages[0]?.text.split("\n")[0].slice(0, 120) ?? "");
  const [kind, setKind] = useState(ticket.kind);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const navigate = useNavigate();
  const split = () => {
    setBusy(true);
    call(methods.splitTicket, {
      ticket_id: ticket.ticket_id,
      message_ids: messages.map((message) => message.message_id),
      title: title.trim(),
      kind,
    })
      .then(async (fresh) => {
        await ticketsAgain();
        const back = () =>
          void call(methods.mergeTicket, { ticket_id: fresh.ticket_id, into_ticket_id: ticket.ticket_id }).then(
            async () => {
              await ticketsAgain();
              void navigate({ to: "/tickets/$ticket_id", params: { ticket_id: ticket.ticket_id } });
            },
            (problem: unknown) => sayProblem(`${fresh.reference} was not merged back.`, problem),
          );
        say(`${fresh.reference} is open with ${counted(messages.length, "message", "messages")}.`, back);
        onDone();
        void navigate({ to: "/tickets/$ticket_id", params: { ticket_id: fresh.ticket_id } });
      }, setError)
      .finally(() => setBusy(false));
  };
  return (
    <FormDialog
      title={`Split ${ticket.reference}`}
      description={`${counted(messages.length, "message moves", "messages move")} to a new ticket with their times. Its promises run from the first.`}
      submit="Split"
      onSubmit={split}
      onClose={onClose}
      busy={busy}
      error={error}
      disabled={!title.trim()}
    >
      <TextField label="What it is about" value={title} onChange={(event) => setTitle(event.target.value)} maxLength={mostTitleLetters} autoFocus />
      <SelectField
        label="Kind"
        choices={kinds.filter((choice) => (choice.value === "internal") === (ticket.kind === "internal"))}
        value={kind}
        onChange={(event) => setKind(event.target.value)}
      />
    </FormDialog>
  );
}
