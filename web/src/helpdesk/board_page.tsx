// The dispatch board: who has how many hours, which tickets they have, and whose are nobody's. A ticket goes to another by
// dragging it, or with keys: j k to a ticket, h l to a person's column, m and then the column's number.
import { useMemo, useState, type DragEvent } from "react";
import { Link, useNavigate } from "@tanstack/react-router";
import { PhoneCall } from "lucide-react";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { forClient, useClientId } from "@/app/search";
import { useNow } from "@/ui/clock";
import { Failed, Loading } from "@/ui/empty";
import { counted } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Priority } from "@/ui/status";
import { Until } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { byHours, dutyOf, hoursText, type Available } from "./board_hours";
import type { OpenShift } from "./board_types";
import { useHours } from "./use_hours";
import { columnsOf, placeOf, spotAt, stepFrom, type BoardColumn, type Spot } from "./board_columns";
import { assign } from "./ticket_actions";
import { Pressing } from "./ticket_clocks";

const most = 400; // open tickets on a board; a desk with more narrows to a client

export default function BoardPage() {
  useTitle("Dispatch");
  const client = useClientId();
  const mayWrite = useMay("ticket.write");
  const tickets = useApi(
    methods.listTickets,
    { filter: forClient("is:open", client), order_by: "due", page_size: most },
    { refetchInterval: 60_000, keep: true },
  );
  const queues = useApi(methods.listQueues, {});
  const { hoursOf, shifts, calendar } = useHours();
  const named = useMemo(() => columnsOf(queues.data?.assignees ?? [], tickets.data?.tickets ?? []), [queues.data, tickets.data]);
  const columns = useFreeFirst(named, hoursOf);
  const [at, setAt] = useState<Spot>({ account: "", ticketId: "", row: 0 });
  // The ticket that m was pressed on: what comes in before the number is pressed changes nothing of it.
  const [moving, setMoving] = useState("");
  const navigate = useNavigate();
  const present = placeOf(columns, at);
  const ticket = columns.at(present.column)?.tickets.at(present.row);
  const moved = moving ? tickets.data?.tickets.find((one) => one.ticket_id === moving) : undefined;
  const step = (way: "up" | "down" | "left" | "right") => {
    const next = stepFrom(columns, at, way);
    setAt(next);
    document.getElementById(`board-${next.column}-${next.row}`)?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  const give = (what: Ticket | undefined, to: BoardColumn | undefined) => {
    setMoving("");
    if (what && to?.takes && what.assignee_account_id !== to.account && what.allowed_actions.includes("assign")) void assign(what, to.account);
  };
  useKeys([
    { keys: "j", label: "Ticket below", group: "Lists", run: () => step("down") },
    { keys: "k", label: "Ticket above", group: "Lists", run: () => step("up") },
    { keys: "h", label: "Person to the left", group: "Lists", run: () => step("left") },
    { keys: "l", label: "Person to the right", group: "Lists", run: () => step("right") },
    {
      keys: "Enter",
      label: "Open the ticket",
      group: "Lists",
      run: () => ticket && void navigate({ to: "/tickets/$ticket_id", params: { ticket_id: ticket.ticket_id } }),
    },
    ...(mayWrite && ticket ? [{ keys: "m", label: "Give the ticket to somebody: then their number", run: () => setMoving(ticket.ticket_id) }] : []),
  ]);
  // Only after m: a number alone does nothing.
  useKeys(
    moved
      ? [
          ...columns.slice(0, 10).flatMap((column, index) =>
            column.takes ? [{ keys: String(index), label: `Give to ${column.name}`, run: () => give(moved, column) }] : [],
          ),
          { keys: "Escape", label: "Keep it where it is", group: "Lists", run: () => setMoving("") },
        ]
      : [],
    moved !== undefined,
  );
  if (tickets.isPending || queues.isPending) return <Loading what="the board" rows={10} />;
  if (tickets.isError && !tickets.data)
    return <Failed what="the board" error={tickets.error} retry={() => void tickets.refetch()} />;
  const total = tickets.data?.total ?? 0;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="flex shrink-0 flex-wrap items-center gap-3 border-b border-line px-3 py-1.5">
        <span className="text-dim">
          {tickets.data?.more_than_total ? "over " : ""}
          {counted(total, "open ticket", "open tickets")}
          {total > most ? `, the ${most} most pressing are here` : ""}
        </span>
        <span role="status" className="text-accent">
          {moved ? `${moved.reference}: press the number of whoever gets it, Esc keeps it.` : ""}
        </span>
        {calendar}
      </div>
      {/* relative: words for screen readers alone are absolute, and only a box that is their frame keeps them from widening the page. */}
      <div className="scroll-thin relative flex min-h-0 flex-1 snap-x gap-3 overflow-x-auto p-3">
        {columns.map((column, index) => (
          <Column
            key={column.account || "nobody"}
            column={column}
            index={index}
            hours={column.account ? hoursOf?.(column.account) : undefined}
            duty={shifts}
            at={present.column === index ? present.row : -1}
            moving={moved !== undefined}
            onDrop={(id) => give(tickets.data?.tickets.find((one) => one.ticket_id === id), column)}
            onPick={(row) => setAt(spotAt(columns, index, row))}
          />
        ))}
      </div>
    </div>
  );
}

/// Nobody's tickets, then who has most hours; the order is made once, when the hours are known.
function useFreeFirst(columns: readonly BoardColumn[], hoursOf: ((account: string) => Available | undefined) | undefined) {
  const [order, setOrder] = useState<readonly string[]>([]);
  const people = columns.filter((column) => column.account && column.takes);
  const next = hoursOf ? byHours(people, hoursOf, order) : order;
  if (next.length !== order.length || next.some((account, i) => account !== order[i])) setOrder(next);
  if (!hoursOf) return columns;
  const sorted = next.map((account) => people.find((column) => column.account === account)).filter((column) => column !== undefined);
  return [...columns.filter((column) => !column.account), ...sorted, ...columns.filter((column) => !column.takes)];
}

interface ColumnProps {
  column: BoardColumn;
  index: number;
  hours?: Available;
  duty: readonly OpenShift[];
  at: number; // the row under the cursor; -1: in another column
  moving: boolean;
  onDrop: (ticketId: string) => void;
  onPick: (row: number) => void;
}

function Column({ column, index, hours, duty, at, moving, onDrop, onPick }: ColumnProps) {
  const [over, setOver] = useState(false);
  const now = useNow();
  const shift = column.account ? dutyOf(duty, column.account, now) : undefined;
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onDrop(event.dataTransfer.getData("text/x-steward-ticket"));
  };
  return (
    // Dragging is for the mouse; m and a number do the same.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      aria-label={column.name}
      onDragOver={(event) => {
        if (!column.takes) return; // the pointer says that nothing can be put down here
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      className={`flex w-72 shrink-0 snap-start flex-col rounded-lg border max-sm:w-[84vw] ${over ? "border-accent bg-sel" : "border-line bg-panel"}`}
    >
      <header className="shrink-0 border-b border-line px-3 py-2">
        <div className="flex items-center gap-2">
          <h2 className="min-w-0 truncate font-semibold">{column.name}</h2>
          {moving && column.takes && index < 10 && <kbd className="mono rounded border border-accent bg-bg px-1.5 text-accent">{index}</kbd>}
          <span className="ml-auto shrink-0 text-dim">{column.tickets.length}</span>
        </div>
        <p className="text-xs text-dim">
          {!column.takes
            ? "Is given no more work"
            : hours?.away
            ? `Away today, ${hoursText(hours.week)} left this week`
            : hours
            ? `${hoursText(hours.today)} left today, ${hoursText(hours.week)} this week`
            : column.account
              ? "Working hours not known"
              : "Waiting for somebody"}
        </p>
        {column.account && <Load column={column} hours={hours} />}
        {shift && (
          <p className="flex items-center gap-1.5 text-xs">
            <PhoneCall size={12} aria-hidden className={shift.from_unix_ms <= now ? "text-ok" : "text-dim"} />
            {shift.from_unix_ms <= now ? "On call now" : <span className="text-dim">On call <Until at={shift.from_unix_ms} /></span>}
            <span className="text-dim">{shift.layer_name}</span>
          </p>
        )}
      </header>
      <ul className="scroll-thin relative min-h-16 flex-1 space-y-1.5 overflow-y-auto p-2">
        {column.tickets.map((ticket, row) => (
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
          <li
            key={ticket.ticket_id}
            id={`board-${index}-${row}`}
            draggable={ticket.allowed_actions.includes("assign")}
            onDragStart={(event) => {
              event.dataTransfer.setData("text/x-steward-ticket", ticket.ticket_id);
              event.dataTransfer.effectAllowed = "move";
            }}
            className={`rounded-md border bg-bg ${at === row ? "border-accent shadow-[inset_2px_0_0_var(--accent)]" : "border-line"}`}
          >
            <Link
              to="/tickets/$ticket_id"
              params={{ ticket_id: ticket.ticket_id }}
              draggable={false}
              onFocus={() => onPick(row)}
              aria-current={at === row ? "true" : undefined}
              className="block px-2 py-1.5 hover:bg-hover"
            >
              <span className="flex items-center gap-1.5 text-xs text-dim">
                <Priority value={ticket.priority} />
                <span className="whitespace-nowrap">{ticket.reference}</span>
                {ticket.clocks.length > 0 && (
                  <span className="ml-auto min-w-0 truncate">
                    <Pressing ticket={ticket} short />
                  </span>
                )}
              </span>
              <span className="line-clamp-2 font-medium">{ticket.title}</span>
              <span className="block truncate text-xs text-dim">{ticket.client_name}</span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}

/// How many tickets a person has for each hour that is left today: said in words, the bar only repeats it.
function Load({ column, hours }: { column: BoardColumn; hours?: Available }) {
  const urgent = column.tickets.filter((ticket) => ticket.priority === "P1" || ticket.priority === "P2").length;
  const share = hours && hours.today > 0 ? Math.min(1, column.tickets.length / (hours.today * 2)) : column.tickets.length > 0 ? 1 : 0;
  return (
    <>
      <div aria-hidden className="my-1 h-1 overflow-hidden rounded bg-hover">
        <div className={`h-full ${share >= 1 ? "bg-warn" : "bg-accent"}`} style={{ width: `${share * 100}%` }} />
      </div>
      {urgent > 0 && <p className="text-xs text-crit">{counted(urgent, "urgent ticket", "urgent tickets")}</p>}
    </>
  );
}

