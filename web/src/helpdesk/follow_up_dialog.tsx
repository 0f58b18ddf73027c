// The same trouble after a ticket has ended: a new one that follows it, and counts as a repeat within 30 days.
import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { TextArea, TextField } from "@/ui/field";
import { say } from "@/ui/toast";

export function FollowUpDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const [title, setTitle] = useState(ticket.title);
  const [description, setDescription] = useState("");
  const navigate = useNavigate();
  const change = useChange(methods.createTicket, [methods.listTickets, methods.listQueues, methods.getTicketRelations], {
    onSuccess: (fresh) => {
      say(`${fresh.reference} follows ${ticket.reference}.`);
      void navigate({ to: "/tickets/$ticket_id", params: { ticket_id: fresh.ticket_id } });
    },
  });
  const open = () =>
    change.mutate({
      client_id: ticket.client_id,
      kind: ticket.kind,
      source: "phone",
      title: title.trim(),
      description,
      impact: ticket.impact,
      urgency: ticket.urgency,
      requester_person_id: ticket.requester_person_id,
      device_id: ticket.device_id,
      follows_ticket_id: ticket.ticket_id,
    });
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
      <TextField label="What it is about" value={title} onChange={(event) => setTitle(event.target.value)} maxLength={200} autoFocus />
      <TextArea label="Description" rows={4} value={description} onChange={(event) => setDescription(event.target.value)} />
    </FormDialog>
  );
}
