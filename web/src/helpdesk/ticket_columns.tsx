import type { Ticket } from "@/api/generated/schema";
import type { Column } from "@/ui/grid_columns";
import { isoTime } from "@/ui/csv";
import { words } from "@/ui/format";
import { Priority, State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { clockLabel, pressingClock } from "./clock_words";
import { standShortly } from "./ticket_words";
import { Pressing } from "./ticket_clocks";

/// Not shown before somebody asks for them.
export const hiddenColumns: readonly string[] = ["kind", "category", "tags", "device"];

export const ticketColumns: readonly Column<Ticket>[] = [
  {
    key: "priority",
    title: "Priority",
    short: "P",
    width: "36px",
    sort: "priority",
    cell: (ticket) => <Priority value={ticket.priority} />,
    file: [["priority", (ticket) => ticket.priority]],
  },
  {
    key: "reference",
    title: "Number",
    width: "124px",
    sort: "reference",
    cell: (ticket) => <span className="text-dim">{ticket.reference}</span>,
    file: [["number", (ticket) => ticket.reference]],
  },
  {
    key: "title",
    title: "What",
    width: "minmax(200px,2.4fr)",
    sort: "title",
    cell: (ticket) => <span className="font-medium">{ticket.title}</span>,
    file: [["what", (ticket) => ticket.title]],
  },
  {
    key: "state",
    title: "State",
    width: "144px",
    sort: "state",
    cell: (ticket) => <State state={ticket.state} label={standShortly(ticket)} />,
    file: [["state", (ticket) => ticket.state]],
  },
  {
    key: "due",
    title: "Due",
    width: "150px",
    from: 640,
    sort: "due",
    cell: (ticket) => <Pressing ticket={ticket} />,
    file: [
      ["due", (ticket) => clockLabel(pressingClock(ticket.clocks)?.kind ?? "")],
      ["due at", (ticket) => isoTime(pressingClock(ticket.clocks)?.due_at_unix_ms ?? 0)],
    ],
  },
  {
    key: "client",
    title: "Client",
    width: "minmax(100px,1fr)",
    from: 760,
    sort: "client",
    cell: (ticket) => ticket.client_name,
    file: [["client", (ticket) => ticket.client_name]],
  },
  {
    key: "requester",
    title: "Asked by",
    width: "minmax(90px,.8fr)",
    from: 1300,
    cell: (ticket) => ticket.requester_name || <span className="text-dim">{ticket.source === "alert" ? "monitoring" : "nobody"}</span>,
    file: [
      ["asked by", (ticket) => ticket.requester_name],
      ["came by", (ticket) => ticket.source],
    ],
  },
  {
    key: "assignee",
    title: "Belongs to",
    width: "minmax(90px,.8fr)",
    from: 900,
    sort: "assignee",
    cell: (ticket) => ticket.assignee_name || <span className="text-dim">nobody</span>,
    file: [["belongs to", (ticket) => ticket.assignee_name]],
  },
  {
    key: "queue",
    title: "Queue",
    width: "104px",
    from: 1320,
    sort: "queue",
    cell: (ticket) => <span className="text-dim">{ticket.queue}</span>,
    file: [["queue", (ticket) => ticket.queue]],
  },
  {
    key: "kind",
    title: "Kind",
    width: "96px",
    cell: (ticket) => <span className="text-dim">{words(ticket.kind)}</span>,
    file: [["kind", (ticket) => ticket.kind]],
  },
  {
    key: "category",
    title: "Category",
    width: "minmax(110px,1fr)",
    cell: (ticket) => ticket.category || <span className="text-dim">none</span>,
    file: [["category", (ticket) => ticket.category]],
  },
  {
    key: "tags",
    title: "Tags",
    width: "minmax(90px,.8fr)",
    cell: (ticket) => (ticket.tags ?? []).join(", "),
    file: [["tags", (ticket) => (ticket.tags ?? []).join(" ")]],
  },
  {
    key: "device",
    title: "Device",
    width: "minmax(90px,.8fr)",
    cell: (ticket) => ticket.device_name || <span className="text-dim">none</span>,
    file: [["device", (ticket) => ticket.device_name]],
  },
  {
    key: "created",
    title: "Opened",
    width: "72px",
    from: 1040,
    sort: "created",
    end: true,
    cell: (ticket) => <Ago at={ticket.created_at_unix_ms} bare className="text-dim" />,
    file: [["opened at", (ticket) => isoTime(ticket.created_at_unix_ms)]],
  },
  {
    key: "changed",
    title: "Changed",
    width: "76px",
    sort: "changed",
    end: true,
    cell: (ticket) => <Ago at={ticket.changed_at_unix_ms} bare className="text-dim" />,
    file: [["changed at", (ticket) => isoTime(ticket.changed_at_unix_ms)]],
  },
];

export function TicketCard({ ticket }: { ticket: Ticket }) {
  return (
    <span className="block min-w-0 leading-5">
      <span className="flex min-w-0 items-center gap-2">
        <Priority value={ticket.priority} />
        <span className="truncate font-medium">{ticket.title}</span>
      </span>
      <span className="flex min-w-0 items-center gap-2 text-xs text-dim">
        <State state={ticket.state} label={standShortly(ticket)} className={ticket.decision_awaited_of ? "" : "shrink-0"} />
        <span className="truncate">{ticket.client_name}</span>
        {ticket.clocks.length > 0 && (
          <span className="shrink-0">
            <Pressing ticket={ticket} short />
          </span>
        )}
        <Ago at={ticket.changed_at_unix_ms} bare className="ml-auto shrink-0" />
      </span>
    </span>
  );
}
