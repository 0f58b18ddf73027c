// The same trouble after a ticket has ended: a new one that follows it, and counts as a repeat within 30 days.
import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { mostTitleLetters } from "@/ui/limits";
import { say } from "@/ui/toast";
import { followUpOf, usualWay, waysBack } from "./follow_up";

export function FollowUpDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const [title, setTitle] = useState(ticket.title);
  const [description, setDescription] = useState("");
  const [way, setWay] = useState(usualWay);
  const navigate = useNavigate();
  const change = useChange(methods.createTicket, [methods.listTickets, methods.listQueues, methods.getTicketRelations], {
    onSuccess: (fresh) => {
      say(`${fresh.reference} follows ${ticket.reference}.`);
      void navigate({ to: "/tickets/$ticket_id", params: { ticket_id: fresh.ticket_id } });
    },
  });
  const open = () => change.mutate(followUpOf(ticket, way, title, description));
  return (
    <FormDialog
      title={`Follow-up to ${ticket.reference}`}
      submit="Open ticket"
      onSubmit={open}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
      disabled={!title.trim()}
    >
      <TextField label="What it is about" value={title} onChange={(event) => setTitle(event.target.value)} maxLength={mostTitleLetters} autoFocus />
      <SelectField label="How we know" choices={waysBack} value={way} onChange={(event) => setWay(event.target.value)} />
      <TextArea label="Description" rows={4} value={description} onChange={(event) => setDescription(event.target.value)} />
    </FormDialog>
  );
}
