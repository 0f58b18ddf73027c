// All time that one may see: filtered, summed, and as a file exactly as it is shown.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { Clock } from "lucide-react";
import { methods } from "@/api/client";
import type { TimeEntry } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { ListFrame, useList } from "@/app/list";
import { isoTime } from "@/ui/csv";
import { FilteredAway, NoneYet } from "@/ui/empty";
import { SelectField } from "@/ui/field";
import type { FilterKey } from "@/ui/filter_words";
import { counted } from "@/ui/format";
import { Grid } from "@/ui/grid";
import type { Column } from "@/ui/grid_columns";
import { State } from "@/ui/status";
import { useTitle } from "@/ui/title";
import { sheetLook } from "./sheet_moves";
import { activities, activityLabel, coverages, hours } from "./time_words";

const views = [
  { name: "All", query: "" },
  { name: "Last 30 days", query: "day<30d" },
  { name: "Billable", query: "coverage:billable" },
  { name: "On clients", query: "client_work:true" },
  { name: "Not approved", query: "-state:approved,locked" },
];
const keys: readonly FilterKey[] = [
  { key: "person", hint: "who worked" },
  { key: "client", hint: "name of the client" },
  { key: "ticket", hint: "number of the ticket" },
  { key: "activity", hint: "as what", values: activities.map((one) => one.value) },
  { key: "coverage", hint: "who pays", values: coverages.map((one) => one.value) },
  { key: "state", hint: "of the week", values: ["draft", "submitted", "rejected", "approved", "locked"] },
  { key: "day", hint: "day>=2026-11-01, or how long ago: day<30d", numeric: true },
  { key: "week", hint: "week:2026-W48" },
  { key: "client_work", hint: "counts as work on clients", values: ["true", "false"] },
  { key: "worked", hint: "seconds: worked>3600", numeric: true },
];
const idOf = (entry: TimeEntry) => entry.entry_id;

const columns: readonly Column<TimeEntry>[] = [
  {
    key: "day",
    title: "Day",
    width: "96px",
    sort: "day",
    cell: (one) => one.day,
    file: [
      ["day", (one) => one.day],
      ["week", (one) => one.week],
      ["from", (one) => isoTime(one.from_unix_ms)],
      ["until", (one) => isoTime(one.until_unix_ms)],
    ],
  },
  {
    key: "person",
    title: "Person",
    width: "minmax(100px,1fr)",
    from: 700,
    sort: "person",
    cell: (one) => one.person_name,
    file: [["person", (one) => one.person_name]],
  },
  {
    key: "client",
    title: "Client",
    width: "minmax(100px,1fr)",
    from: 620,
    sort: "client",
    cell: (one) => one.client_name || "Ourselves",
    file: [["client", (one) => one.client_name]],
  },
  {
    key: "ticket",
    title: "Work",
    width: "minmax(160px,2fr)",
    sort: "ticket",
    cell: (one) => (
      <span className="truncate">
        {one.ticket_id ? (
          <Link to="/tickets/$ticket_id" params={{ ticket_id: one.ticket_id }} className="link">
            {one.ticket_reference}
          </Link>
        ) : null}{" "}
        {one.note || one.ticket_title || one.project}
      </span>
    ),
    file: [
      ["ticket", (one) => one.ticket_reference],
      ["title", (one) => one.ticket_title],
      ["device", (one) => one.device_name],
      ["project", (one) => one.project],
      ["note", (one) => one.note],
    ],
  },
  {
    key: "activity",
    title: "Activity",
    width: "112px",
    from: 820,
    sort: "activity",
    cell: (one) => activityLabel(one.activity),
    file: [["activity", (one) => one.activity]],
  },
  {
    key: "coverage",
    title: "Who pays",
    width: "96px",
    from: 960,
    sort: "coverage",
    cell: (one) => coverages.find((c) => c.value === one.coverage)?.label ?? one.coverage,
    file: [
      ["coverage", (one) => one.coverage],
      ["coverage_reason", (one) => one.coverage_reason],
    ],
  },
  {
    key: "state",
    title: "Week",
    width: "150px",
    from: 1080,
    sort: "state",
    cell: (one) => <State {...sheetLook(one.state)} />,
    file: [
      ["state", (one) => one.state],
      ["source", (one) => one.source],
    ],
  },
  {
    key: "worked",
    title: "Worked",
    width: "76px",
    sort: "worked",
    end: true,
    cell: (one) => <span className="tabular-nums">{hours(one.worked_s)}</span>,
    file: [["worked_s", (one) => one.worked_s]],
  },
  {
    key: "counted",
    title: "Counted",
    width: "76px",
    from: 560,
    sort: "counted",
    end: true,
    cell: (one) => <span className="tabular-nums">{hours(one.counted_s)}</span>,
    file: [
      ["counted_s", (one) => one.counted_s],
      ["rounding", (one) => one.rounding],
    ],
  },
];

export default function EntriesPage() {
  useTitle(
    "Time entries",
    <Link to="/time" className="shrink-0 font-normal text-dim hover:text-ink">
      Time
    </Link>,
  );
  const list = useList({ method: methods.listTimeEntries, rows: (answer) => answer.entries, idOf, order: "-day" });
  const sums = list.query.data?.pages[0];
  return (
    <div className="flex h-full min-h-0 flex-col">
      {sums && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-3 py-2">
          <span>
            <span className="font-semibold tabular-nums">{hours(sums.worked_s)}</span> worked
          </span>
          <span>
            <span className="font-semibold tabular-nums">{hours(sums.counted_s)}</span> counted
          </span>
          <span>
            <span className="font-semibold tabular-nums">{hours(sums.billable_s)}</span> billable
          </span>
          <span className="text-dim">of {counted(sums.total, "entry", "entries")}, the whole filter</span>
          <Totals filter={list.source.filter} />
        </div>
      )}
      <div className="flex min-h-0 flex-1">
        <ListFrame
          list={list}
          one="entry"
          many="entries"
          views={{ page: "time", shipped: views }}
          keys={keys}
          placeholder="Filter: words, client:acme activity:project day<30d"
          file={{ name: "time.csv", columns }}
        >
          <Grid
            {...list.grid}
            label="Time entries"
            memory="time"
            columns={columns}
            nameOf={(one) => `${one.person_name}, ${one.day}`}
            card={(one) => <EntryCard entry={one} />}
            onOpen={() => undefined}
            empty={
              list.applied ? (
                <FilteredAway what="entry" clear={list.clear} />
              ) : (
                <NoneYet icon={Clock} title="No time was booked yet.">
                  On a ticket, “l” books time and “t” starts the timer.
                </NoneYet>
              )
            }
          />
        </ListFrame>
      </div>
    </div>
  );
}

function EntryCard({ entry }: { entry: TimeEntry }) {
  return (
    <span className="block min-w-0 leading-5">
      <span className="flex gap-2">
        <span className="truncate font-medium">{entry.note || entry.ticket_title || activityLabel(entry.activity)}</span>
        <span className="ml-auto shrink-0 tabular-nums">{hours(entry.worked_s)}</span>
      </span>
      <span className="block truncate text-xs text-dim">
        {entry.day}, {entry.person_name}, {entry.client_name || "ourselves"}
      </span>
    </span>
  );
}

const groups = [
  { value: "", label: "Totals by …" },
  { value: "client", label: "By client" },
  { value: "activity", label: "By activity" },
  { value: "person", label: "By person" },
  { value: "ticket", label: "By ticket" },
  { value: "coverage", label: "By who pays" },
];

function Totals({ filter }: { filter: string }) {
  const [by, setBy] = useState("");
  const totals = useApi(methods.sumTimeEntries, { filter, by }, { enabled: Boolean(by), keep: true }).data?.totals ?? [];
  return (
    <span className="ml-auto">
      <SelectField label="Totals" hideLabel choices={groups} value={by} onChange={(event) => setBy(event.target.value)} />
      {by && (
        <ul className="max-h-48 w-80 max-w-full overflow-auto pt-1">
          {totals.map((total) => (
            <li key={total.key || total.label} className="flex gap-2">
              <span className="min-w-0 flex-1 truncate">{total.label}</span>
              <span className="tabular-nums">{hours(total.worked_s)}</span>
              <span className="w-16 text-right text-dim tabular-nums">{hours(total.counted_s)}</span>
            </li>
          ))}
        </ul>
      )}
    </span>
  );
}
