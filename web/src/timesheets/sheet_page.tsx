// A person's week: a grid by day that is walked with the arrows, its totals, and what is decided about it.
import { useRef, useState, type KeyboardEvent } from "react";
import { Link } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, Plus } from "lucide-react";
import { methods } from "@/api/client";
import type { TimeEntry, TimeSheet } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { usePageSearch } from "@/app/search";
import { Button, IconButton } from "@/ui/button";
import { Failed, Loading } from "@/ui/empty";
import { counted, decimal } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Notice, Page, Section, Table } from "@/ui/panel";
import { State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { LogDialog, type LogTarget } from "./log_dialog";
import { SheetMoves, sheetLook } from "./sheet_moves";
import { activityLabel, dayHead, hours, sheetRows, weekBeside, type SheetRow } from "./time_words";

export default function SheetPage() {
  useTitle("Time");
  const [search, change] = usePageSearch();
  const query = useApi(methods.getTimeSheet, { week: search.from ?? "", account_id: search.open ?? "" }, { keep: true });
  const sheet = query.data;
  if (!sheet)
    return query.isError ? <Failed what="the week" error={query.error} retry={() => void query.refetch()} /> : <Loading what="the week" />;
  return <Sheet sheet={sheet} goTo={(week) => change({ from: week })} />;
}

function Sheet({ sheet, goTo }: { sheet: TimeSheet; goTo: (week: string) => void }) {
  const [target, setTarget] = useState<LogTarget>();
  const mayApprove = useMay("time.approve");
  const mayBook = sheet.allowed_actions.includes("book");
  const beside = (by: number) => goTo(weekBeside(sheet.days[0], by));
  const overlapping = sheet.entries.filter((entry) => entry.overlaps.length > 0).length;
  useKeys([
    { keys: "p", label: "Week before", group: "Time", run: () => beside(-1) },
    { keys: "n", label: "Next week", group: "Time", run: () => beside(1) },
    ...(mayBook ? [{ keys: "b", label: "Book time for ourselves", group: "Time", run: () => setTarget({}) }] : []),
  ]);
  return (
    <Page>
      <div className="flex flex-wrap items-center gap-2">
        <IconButton icon={ChevronLeft} label="Week before" onClick={() => beside(-1)} />
        <h2 className="text-base font-semibold">
          {sheet.week}, {sheet.person_name}
        </h2>
        <IconButton icon={ChevronRight} label="Next week" onClick={() => beside(1)} />
        <State {...sheetLook(sheet.state)} />
        <span className="text-dim">{sheet.zone}</span>
        <span className="ml-auto flex flex-wrap gap-2">
          {mayBook && (
            <Button icon={Plus} keys="b" onClick={() => setTarget({})}>
              Book
            </Button>
          )}
          <SheetMoves sheet={sheet} />
        </span>
      </div>
      {sheet.reason && (
        <Notice tone="warn">
          {sheet.decided_by}: {sheet.reason}
        </Notice>
      )}
      {overlapping > 0 && (
        <Notice tone="warn">
          {counted(overlapping, "entry is", "entries are")} at the same time as another one. They are marked below; both count until you
          change one.
        </Notice>
      )}
      {sheet.timer_runs && (
        <Notice tone="info">A timer that was started in this week still runs. It must stop before the week is submitted.</Notice>
      )}
      <WeekGrid sheet={sheet} open={setTarget} mayBook={mayBook} />
      {sheet.by_activity.length > 0 && (
        <div className="grid gap-6 md:grid-cols-2">
          <Totals title="By client" totals={sheet.by_client} />
          <Totals title="By activity" totals={sheet.by_activity} />
        </div>
      )}
      <p className="flex flex-wrap gap-x-4 text-dim">
        <span>
          On clients {hours(sheet.client_s)} of {hours(sheet.available_s)} available
          {Number(sheet.available_s) > 0
            ? ` (${decimal((100 * Number(sheet.client_s)) / Number(sheet.available_s))} %, K27 of this week)`
            : " (no data)"}
        </span>
        <Link to="/time/entries" search={{ q: `account_id:${sheet.account_id} week:${sheet.week}` }} className="link">
          As a list, and as a file
        </Link>
        {mayApprove && (
          <Link to="/time/team" className="link">
            The team
          </Link>
        )}
      </p>
      {sheet.history.length > 0 && <History sheet={sheet} />}
      {target && <LogDialog target={target} onClose={() => setTarget(undefined)} />}
    </Page>
  );
}

function targetOf(row: SheetRow, day: string): LogTarget {
  const about = row.ticket_id
    ? { ticket: { id: row.ticket_id, label: row.title } }
    : row.client_id
      ? { client: { id: row.client_id, label: row.title } }
      : {};
  return { ...about, day, activity: row.activity };
}

/// Arrows walk over the cells; Enter opens what is in one, or books into it.
function WeekGrid({ sheet, open, mayBook }: { sheet: TimeSheet; open: (target: LogTarget) => void; mayBook: boolean }) {
  const rows = sheetRows(sheet.days, sheet.entries);
  const table = useRef<HTMLTableElement>(null);
  const walk = (event: KeyboardEvent<HTMLButtonElement>, row: number, day: number) => {
    const steps: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    table.current?.querySelector<HTMLElement>(`[data-cell="${row + step[0]} ${day + step[1]}"]`)?.focus();
  };
  const dayTotals = sheet.days.map((day) =>
    sheet.entries.reduce((sum, entry) => sum + (entry.day === day ? Number(entry.worked_s) : 0), 0),
  );
  return (
    <div className="scroll-thin overflow-x-auto rounded-lg border border-line">
      <table ref={table} className="w-full min-w-160 border-collapse" aria-label={`Week ${sheet.week}`}>
        <thead>
          <tr className="border-b border-line bg-panel text-xs text-dim">
            <th scope="col" className="h-8 px-3 text-left font-medium">
              Work
            </th>
            {sheet.days.map((day, index) => (
              <th key={day} scope="col" className="w-16 px-1 text-right font-medium whitespace-nowrap">
                {dayHead(day, index)}
              </th>
            ))}
            <th scope="col" className="w-16 px-3 text-right font-medium">
              Sum
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row, r) => (
            <tr key={row.key} className="border-b border-line/70">
              <th scope="row" className="max-w-0 truncate px-3 py-1 text-left font-normal" title={row.title}>
                {row.ticket_id ? (
                  <Link to="/tickets/$ticket_id" params={{ ticket_id: row.ticket_id }} className="link">
                    {row.title}
                  </Link>
                ) : (
                  row.title
                )}
                <span className="block truncate text-xs text-dim">{activityLabel(row.activity)}</span>
              </th>
              {row.cells.map((entries, d) => (
                <td key={sheet.days[d]} className="p-0.5 text-right align-top">
                  <Cell
                    at={`${r} ${d}`}
                    first={r === 0 && d === 0}
                    entries={entries}
                    label={`${row.title}, ${dayHead(sheet.days[d], d)}`}
                    onKey={(event) => walk(event, r, d)}
                    onOpen={() => {
                      if (entries.length > 0) open({ entry: entries[0], ...targetOf(row, sheet.days[d]) });
                      else if (mayBook) open(targetOf(row, sheet.days[d]));
                    }}
                    onEntry={(entry) => open({ entry, ...targetOf(row, sheet.days[d]) })}
                    mayBook={mayBook}
                  />
                </td>
              ))}
              <td className="px-3 text-right font-medium tabular-nums">{hours(row.worked_s)}</td>
            </tr>
          ))}
          {rows.length === 0 && (
            <tr>
              <td colSpan={9} className="px-3 py-6 text-center text-dim">
                Nothing was booked in this week. On a ticket, “l” books time and “t” starts the timer.
              </td>
            </tr>
          )}
        </tbody>
        <tfoot>
          <tr className="bg-panel font-medium tabular-nums">
            <th scope="row" className="h-8 px-3 text-left">
              All
            </th>
            {dayTotals.map((sum, index) => (
              <td key={sheet.days[index]} className="px-2 text-right">
                {sum ? hours(sum) : <span className="text-dim">–</span>}
              </td>
            ))}
            <td className="px-3 text-right">{hours(sheet.worked_s)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

interface CellProps {
  at: string;
  first: boolean;
  entries: readonly TimeEntry[];
  label: string;
  mayBook: boolean;
  onKey: (event: KeyboardEvent<HTMLButtonElement>) => void;
  onOpen: () => void;
  onEntry: (entry: TimeEntry) => void;
}

function Cell({ at, first, entries, label, mayBook, onKey, onOpen, onEntry }: CellProps) {
  const sum = entries.reduce((all, entry) => all + Number(entry.worked_s), 0);
  const overlaps = entries.some((entry) => entry.overlaps.length > 0);
  return (
    <>
      <button
        type="button"
        data-cell={at}
        tabIndex={first ? 0 : -1}
        aria-label={`${label}: ${sum ? hours(sum) : "nothing"}${overlaps ? ", overlaps" : ""}`}
        title={
          entries
            .map((entry) => entry.note)
            .filter(Boolean)
            .join("; ") || undefined
        }
        disabled={entries.length === 0 && !mayBook}
        onKeyDown={onKey}
        onClick={onOpen}
        className={`h-8 w-full rounded px-1 text-right tabular-nums hover:bg-hover focus:bg-sel coarse:h-11
          ${overlaps ? "bg-warn-bg text-warn" : sum ? "" : "text-dim"}`}
      >
        {sum ? hours(sum) : "·"}
      </button>
      {entries.length > 1 &&
        entries.map((entry) => (
          <button key={entry.entry_id} type="button" className="link block w-full text-right text-xs" onClick={() => onEntry(entry)}>
            {hours(entry.worked_s)}
          </button>
        ))}
    </>
  );
}

function Totals({ title, totals }: { title: string; totals: TimeSheet["by_client"] }) {
  return (
    <Section title={title}>
      <Table label={title} head={["", "Worked", "Counted", "Billable"]}>
        {totals.map((total) => (
          <tr key={total.key || total.label}>
            <td>{total.label}</td>
            <td className="text-right tabular-nums">{hours(total.worked_s)}</td>
            <td className="text-right tabular-nums">{hours(total.counted_s)}</td>
            <td className="text-right tabular-nums">{hours(total.billable_s)}</td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

function History({ sheet }: { sheet: TimeSheet }) {
  return (
    <Section title="What was decided">
      <ul className="space-y-1">
        {sheet.history.map((line) => (
          <li key={`${line.at_unix_ms} ${line.to}`} className="flex flex-wrap gap-x-2">
            <Moment at={line.at_unix_ms} className="text-dim" />
            <span>
              {line.by}: {line.from} → {line.to}
            </span>
            {line.reason && <span className="break-words text-dim">{line.reason}</span>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
