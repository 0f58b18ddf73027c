// The tickets of all clients: filter, saved views, many at once, one of them beside the list.
import { Link, useNavigate } from "@tanstack/react-router";
import { Maximize2, Plus } from "lucide-react";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { ListFrame, useList } from "@/app/list";
import { usePicks } from "@/app/picks";
import { Button } from "@/ui/button";
import { Failed, FilteredAway, Loading, NoneYet } from "@/ui/empty";
import { Grid } from "@/ui/grid";
import { useKeys } from "@/ui/keys";
import { Aside } from "@/ui/panel";
import { useSelection } from "@/ui/selection";
import { Priority } from "@/ui/status";
import { useTitle } from "@/ui/title";
import { NewTicket } from "./new_ticket";
import { TicketBulk } from "./ticket_bulk";
import { hiddenColumns, TicketCard, ticketColumns } from "./ticket_columns";
import { TicketView } from "./ticket_view";
import { ticketFilterKeys, ticketViews } from "./ticket_words";

const idOf = (ticket: Ticket) => ticket.ticket_id;

export default function TicketsPage() {
  useTitle("Tickets");
  const selection = useSelection();
  const mayWrite = useMay("ticket.write");
  const list = useList({
    method: methods.listTickets,
    rows: (answer) => answer.tickets,
    idOf,
    order: "-changed",
    first: 60,
    hold: selection.ids.size > 0,
    columns: { list: "tickets", all: ticketColumns, always: "title", hidden: hiddenColumns },
  });
  const picks = usePicks(list.source, selection);
  const { change, search } = list;
  const make = () => change({ make: "ticket" }, true);
  useKeys(mayWrite ? [{ keys: "c", label: "New ticket", run: make }] : []);
  return (
    <div className="flex h-full min-h-0">
      <ListFrame
        list={list}
        one="ticket"
        many="tickets"
        views={{ page: "tickets", shipped: ticketViews }}
        keys={ticketFilterKeys}
        placeholder="Filter: words, client:acme is:open assignee:me"
        action={
          mayWrite && (
            <Button tone="primary" icon={Plus} keys="c" onClick={make}>
              <span className="max-sm:sr-only">New ticket</span>
            </Button>
          )
        }
        file={{ name: "tickets.csv", columns: list.columns }}
        below={<TicketBulk picks={picks} />}
      >
        <Grid
          {...list.grid}
          label="Tickets"
          memory="tickets"
          columns={list.columns}
          nameOf={(ticket) => `${ticket.reference} ${ticket.title}`}
          card={(ticket) => <TicketCard ticket={ticket} />}
          onOpen={(ticket) => change({ open: ticket.ticket_id }, true)}
          onMove={search.open ? (ticket) => change({ open: ticket.ticket_id }) : undefined}
          selection={mayWrite ? picks.selection : undefined}
          empty={<NoTickets query={list.applied} make={mayWrite ? make : undefined} clear={list.clear} />}
        />
      </ListFrame>
      {search.open && <TicketPane id={search.open} onClose={() => change({ open: "" })} />}
      {(search.make === "ticket" || search.make === "call") && <NewTicket onClose={() => change({ make: "", device: "", alert: "" })} />}
    </div>
  );
}

function NoTickets({ query, make, clear }: { query: string; make?: () => void; clear: () => void }) {
  const shipped = ticketViews.find((view) => view.query === query && query !== "");
  if (shipped)
    return (
      <NoneYet title={`No ticket under “${shipped.name}”.`}>
        <Button onClick={clear}>Show all tickets</Button>
      </NoneYet>
    );
  if (query) return <FilteredAway what="ticket" clear={clear} />;
  return (
    <NoneYet title="No ticket yet.">
      <p>Alerts that matter open one by themselves; people’s questions you write down.</p>
      {make && (
        <Button tone="primary" icon={Plus} onClick={make}>
          New ticket
        </Button>
      )}
    </NoneYet>
  );
}

function TicketPane({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useApi(methods.getTicket, { ticket_id: id }, { keep: true });
  const ticket = query.data;
  const navigate = useNavigate();
  const page = () => void navigate({ to: "/tickets/$ticket_id", params: { ticket_id: id } });
  useKeys([
    { keys: "Escape", label: "Close the details", group: "Lists", run: onClose },
    { keys: "o", label: "Open the ticket as a page", group: "Lists", run: page },
  ]);
  const open = ticket && (
    <Link
      to="/tickets/$ticket_id"
      params={{ ticket_id: ticket.ticket_id }}
      aria-label="Open as a page"
      title="Open as a page"
      aria-keyshortcuts="o"
      className="icon grid size-7 shrink-0 place-items-center rounded-md text-dim hover:bg-hover hover:text-ink"
    >
      <Maximize2 size={15} aria-hidden />
    </Link>
  );
  return (
    <Aside
      wide
      label="Ticket"
      onClose={onClose}
      actions={open}
      title={
        ticket ? (
          <span className="flex min-w-0 items-center gap-2">
            <Priority value={ticket.priority} />
            <span className="shrink-0 text-dim">{ticket.reference}</span>
            <span className="truncate">{ticket.title}</span>
          </span>
        ) : (
          "Ticket"
        )
      }
    >
      {ticket ? (
        <TicketView key={ticket.ticket_id} ticket={ticket} />
      ) : query.isError ? (
        <Failed what="the ticket" error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Loading what="the ticket" />
      )}
    </Aside>
  );
}
