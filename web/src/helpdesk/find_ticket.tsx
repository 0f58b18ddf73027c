// Choosing another ticket of the same client: by its number or words, with the keyboard alone.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { TextField } from "@/ui/field";
import { termText } from "@/ui/filter";
import { Priority, State } from "@/ui/status";

interface Props {
  of: Ticket;
  open?: boolean; // only open ones
  chosen?: Ticket;
  onChoose: (ticket: Ticket) => void;
}

export function FindTicket({ of, open, chosen, onChoose }: Props) {
  const [text, setText] = useState("");
  const filter = `${termText("client_id", of.client_id)} ${open ? "is:open " : ""}-id:${of.ticket_id} -state:merged ${text.trim()}`;
  const found = useApi(methods.listTickets, { filter, page_size: 8, order_by: "-changed" }, { keep: true });
  const tickets = found.data?.tickets ?? [];
  return (
    <div className="space-y-2">
      <TextField
        label="The other ticket"
        help={`Number or words; tickets of ${of.client_name}.`}
        value={text}
        onChange={(event) => setText(event.target.value)}
        error={found.isError ? found.error.message : undefined}
        autoFocus
      />
      <div role="radiogroup" aria-label="Tickets found" className="max-h-56 divide-y divide-line overflow-auto rounded-lg border border-line">
        {tickets.map((ticket) => (
          <div key={ticket.ticket_id}>
            <label className={`flex min-h-9 items-center gap-2 px-2 coarse:min-h-11 ${chosen?.ticket_id === ticket.ticket_id ? "bg-sel" : "hover:bg-hover"}`}>
              <input
                type="radio"
                name="other-ticket"
                className="accent-accent"
                checked={chosen?.ticket_id === ticket.ticket_id}
                onChange={() => onChoose(ticket)}
              />
              <Priority value={ticket.priority} />
              <span className="shrink-0 text-dim">{ticket.reference}</span>
              <span className="min-w-0 flex-1 truncate">{ticket.title}</span>
              <State state={ticket.state} />
            </label>
          </div>
        ))}
        {found.data && tickets.length === 0 && <p className="px-2 py-1.5 text-dim">No such ticket of this client.</p>}
      </div>
    </div>
  );
}
