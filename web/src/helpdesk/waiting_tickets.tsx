// Beside Now: the tickets of the person who looks, then those that nobody has.
import type { ReactNode } from "react";
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { forClient, useClientId } from "@/app/search";
import { Priority, State } from "@/ui/status";
import { count } from "@/ui/format";
import { Ago } from "@/ui/time";
import { standShortly } from "./ticket_words";

const most = 8;

export function WaitingTickets({ above }: { above?: ReactNode }) {
  return (
    <aside aria-label="Tickets" className="min-w-0 space-y-4 @max-[1000px]:mt-6">
      {above}
      <TicketList title="Your tickets" query="is:open assignee:me" none="You have no open ticket." />
      <TicketList title="Nobody's tickets" query="is:open assignee:none" none="Every open ticket has somebody." />
    </aside>
  );
}

function TicketList({ title, query, none }: { title: string; query: string; none: string }) {
  const client = useClientId();
  const answer = useApi(
    methods.listTickets,
    { filter: forClient(query, client), order_by: "priority,changed", page_size: most },
    { keep: true },
  );
  const tickets = answer.data?.tickets ?? [];
  const total = answer.data?.total ?? 0;
  return (
    <section aria-label={title}>
      <div className="mb-2 flex min-h-7 items-center gap-2">
        <h2 className="text-sm font-semibold">{title}</h2>
        {total > 0 && (
          <Link to="/tickets" search={{ q: query }} className="link ml-auto text-xs">
            {total > most ? `All ${count(total)}` : "Open as a list"}
          </Link>
        )}
      </div>
      {answer.isError && !answer.data ? (
        <p className="text-dim">
          They could not be loaded.{" "}
          <button type="button" className="link" onClick={() => void answer.refetch()}>
            Try again
          </button>
        </p>
      ) : tickets.length === 0 ? (
        <p className="text-dim">{answer.isPending ? "Loading" : none}</p>
      ) : (
        <ul className="overflow-hidden rounded-lg border border-line">
          {tickets.map((ticket) => (
            <TicketLine key={ticket.ticket_id} ticket={ticket} />
          ))}
        </ul>
      )}
    </section>
  );
}

function TicketLine({ ticket }: { ticket: Ticket }) {
  return (
    <li className="border-b border-line/70 last:border-0">
      <Link to="/tickets/$ticket_id" params={{ ticket_id: ticket.ticket_id }} className="block px-3 py-2 hover:bg-hover">
        <span className="flex min-w-0 items-center gap-2">
          <Priority value={ticket.priority} />
          <span className="truncate font-medium">{ticket.title}</span>
        </span>
        <span className="mt-0.5 flex min-w-0 items-center gap-2 text-xs text-dim">
          <State state={ticket.state} label={standShortly(ticket)} className={ticket.decision_awaited_of ? "" : "shrink-0"} />
          <span className="truncate">{ticket.client_name}</span>
          <Ago at={ticket.changed_at_unix_ms} bare className="ml-auto shrink-0" />
        </span>
      </Link>
    </li>
  );
}
