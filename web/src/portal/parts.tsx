// Pieces that the portal's pages share: larger than the console's, made for thumbs.
import { useEffect, type ReactNode } from "react";
import { ChevronRight } from "lucide-react";
import type { Ticket } from "@/api/generated/schema";
import { Ago } from "@/ui/time";
import { ticketAddress, To } from "./address";
import { TicketState } from "./ticket_state";
import { whoAndWhat } from "./words";

export function Heading({ children, title, aside }: { children?: ReactNode; title: string; aside?: ReactNode }) {
  useEffect(() => {
    document.title = title;
  }, [title]);
  return (
    <div className="mb-4 flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
      <h1 className="min-w-0 text-xl font-semibold break-words">{children ?? title}</h1>
      {aside}
    </div>
  );
}

export function Block({ title, children, aside }: { title: string; children: ReactNode; aside?: ReactNode }) {
  return (
    <section aria-label={title} className="mt-6 first:mt-0">
      <div className="mb-2 flex items-center justify-between gap-3">
        <h2 className="font-semibold">{title}</h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

/// A list of things one can open, each with room for a thumb.
export function Rows({ children }: { children: ReactNode }) {
  return <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-bg">{children}</ul>;
}

export function Row({ to, children }: { to?: string; children: ReactNode }) {
  const inside = "flex min-h-14 items-center gap-3 px-4 py-2.5";
  return (
    <li>
      {to ? (
        <To to={to} className={`${inside} hover:bg-hover`}>
          <span className="min-w-0 flex-1">{children}</span>
          <ChevronRight size={16} aria-hidden className="shrink-0 text-dim" />
        </To>
      ) : (
        <div className={inside}>
          <div className="min-w-0 flex-1">{children}</div>
        </div>
      )}
    </li>
  );
}

export function TicketRow({ ticket }: { ticket: Ticket }) {
  return (
    <Row to={ticketAddress(ticket.ticket_id)}>
      <span className="block font-medium break-words">{ticket.title}</span>
      <span className="flex flex-wrap items-center gap-x-3 text-sm">
        <TicketState ticket={ticket} />
        <span className="text-dim">{whoAndWhat(ticket)}</span>
        <span className="text-dim">
          changed <Ago at={ticket.changed_at_unix_ms} />
        </span>
      </span>
    </Row>
  );
}

export const Quiet = ({ children }: { children: ReactNode }) => (
  <p className="rounded-xl border border-dashed border-line px-4 py-5 text-center text-dim">{children}</p>
);
