// Merging a duplicate: find the one that goes on, read what will happen, then do it. It waits for the undo window.
import { useState } from "react";
import { useNavigate } from "@tanstack/react-router";
import { call, methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { Notice } from "@/ui/panel";
import { afterUndo, say, sayProblem } from "@/ui/toast";
import { FindTicket } from "./find_ticket";
import { ticketsAgain } from "./ticket_actions";

export function MergeDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const [into, setInto] = useState<Ticket>();
  const navigate = useNavigate();
  const plan = useApi(
    methods.previewTicketMerge,
    { ticket_id: ticket.ticket_id, into_ticket_id: into?.ticket_id ?? "" },
    { enabled: into !== undefined },
  );
  const ready = plan.data && !plan.data.refusal;
  const merge = () => {
    if (!into) return;
    const act = (leaving: boolean) =>
      void call(
        methods.mergeTicket,
        { ticket_id: ticket.ticket_id, into_ticket_id: into.ticket_id },
        { etag: ticket.etag, keepalive: leaving },
      ).then(
        async () => {
          await ticketsAgain();
          say(`${ticket.reference} is part of ${into.reference} now.`);
        },
        async (error: unknown) => {
          sayProblem(`${ticket.reference} was not merged.`, error);
          await ticketsAgain();
        },
      );
    afterUndo(`Merging ${ticket.reference} into ${into.reference}.`, act);
    onClose();
    void navigate({ to: "/tickets/$ticket_id", params: { ticket_id: into.ticket_id } });
  };
  return (
    <FormDialog
      wide
      title={`Merge ${ticket.reference} into another ticket`}
      description="For a duplicate. The other ticket goes on; nothing that was said is lost."
      submit="Merge"
      onSubmit={merge}
      onClose={onClose}
      error={plan.error}
      disabled={!ready}
    >
      <FindTicket of={ticket} open chosen={into} onChoose={setInto} />
      {plan.data?.refusal && <Notice tone="warn">{plan.data.refusal}</Notice>}
      {ready && (
        <Notice tone="info">
          <p className="mb-1 font-medium">What will happen</p>
          <ul className="list-disc space-y-0.5 pl-4">
            {plan.data.effects.map((effect) => (
              <li key={effect}>{effect}</li>
            ))}
          </ul>
        </Notice>
      )}
    </FormDialog>
  );
}
