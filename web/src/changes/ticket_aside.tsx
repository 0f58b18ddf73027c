// The change that a ticket carries, and changes that may have caused it.
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { CauseList } from "./cause_list";
import { markOf, windowWords } from "./change_words";

export default function TicketAside({ ticket }: { ticket: Ticket }) {
  const may = useMay("change.read");
  return may && (ticket.kind === "change" || ticket.kind === "incident") ? <Changes ticket={ticket} /> : null;
}

function Changes({ ticket }: { ticket: Ticket }) {
  const found = useApi(methods.listTicketChanges, { ticket_id: ticket.ticket_id }).data;
  if (!found) return null;
  const { record, causes } = found;
  return (
    <>
      {record?.change_id && (
        <Section title="Change">
          <State {...markOf(record)} />
          {record.starts_at_unix_ms > 0 && <p className="text-dim">{windowWords(record.starts_at_unix_ms, record.ends_at_unix_ms)}</p>}
          {record.waits_for && <p>{record.waits_for}</p>}
          <Link to="/changes/$change_id" params={{ change_id: record.change_id }} className="link">
            Open the change
          </Link>
        </Section>
      )}
      {causes.length > 0 && (
        <Section title="A change before it">
          <CauseList causes={causes} ticketId={ticket.ticket_id} />
        </Section>
      )}
    </>
  );
}
