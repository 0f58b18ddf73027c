// Changes: what is planned, approved, under way and done.
import { Link, useNavigate } from "@tanstack/react-router";
import { CalendarRange, GitPullRequestArrow, Plus } from "lucide-react";
import { methods } from "@/api/client";
import type { Change } from "@/api/generated/schema";
import { useMay } from "@/api/session";
import { ListFrame, useList } from "@/app/list";
import { Button, buttonClass } from "@/ui/button";
import { isoTime } from "@/ui/csv";
import { FilteredAway, NoneYet } from "@/ui/empty";
import type { FilterKey } from "@/ui/filter_words";
import { Grid } from "@/ui/grid";
import type { Column } from "@/ui/grid_columns";
import { useKeys } from "@/ui/keys";
import { Chip, State } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { ChangeForm } from "./change_form";
import { changeStates, markOf, typeLabel } from "./change_words";

const views = [
  { name: "Open", query: "is:open" },
  { name: "To be approved", query: "state:assessed is:open -type:standard" },
  { name: "Scheduled", query: "state:scheduled,implementing is:open" },
  { name: "To be reviewed", query: "state:completed is:open" },
  { name: "Not written down", query: "unwritten:true" },
  { name: "All", query: "" },
];
const keys: readonly FilterKey[] = [
  { key: "state", hint: "where it stands", values: changeStates },
  { key: "type", hint: "how it is approved", values: ["standard", "normal", "emergency"] },
  { key: "is", hint: "is:open", values: ["open"] },
  { key: "client", hint: "name of the client" },
  { key: "author", hint: "who wrote it" },
  { key: "second", hint: "who approved it" },
  { key: "client_approval", hint: "what the client said", values: ["not_asked", "pending", "approved", "rejected"] },
  { key: "starts", hint: "its window: starts>2026-12-01", numeric: true },
  { key: "unwritten", hint: "approved by word of mouth only", values: ["true", "false"] },
  { key: "hurt", hint: "a service was hurt", values: ["true", "false"] },
];
const idOf = (change: Change) => change.change_id;

const columns: readonly Column<Change>[] = [
  {
    key: "reference",
    title: "Number",
    width: "124px",
    sort: "reference",
    cell: (one) => <span className="text-dim">{one.reference}</span>,
    file: [["reference", (one) => one.reference]],
  },
  {
    key: "title",
    title: "What",
    width: "minmax(200px,2.4fr)",
    sort: "title",
    cell: (one) => <span className="font-medium">{one.title}</span>,
    file: [["title", (one) => one.title]],
  },
  {
    key: "type",
    title: "Type",
    width: "96px",
    sort: "type",
    from: 700,
    cell: (one) => typeLabel(one.type),
    file: [
      ["type", (one) => one.type],
      ["risk", (one) => one.risk],
    ],
  },
  {
    key: "state",
    title: "State",
    width: "172px",
    sort: "state",
    cell: (one) => <State {...markOf(one)} />,
    file: [
      ["state", (one) => one.state],
      ["waits_for", (one) => one.waits_for],
    ],
  },
  {
    key: "client",
    title: "Client",
    width: "minmax(100px,1fr)",
    from: 760,
    sort: "client",
    cell: (one) => one.client_name,
    file: [["client", (one) => one.client_name]],
  },
  {
    key: "starts",
    title: "Window",
    width: "148px",
    sort: "starts",
    from: 900,
    cell: (one) => (one.starts_at_unix_ms ? <Moment at={one.starts_at_unix_ms} /> : <span className="text-dim">none yet</span>),
    file: [
      ["starts", (one) => isoTime(one.starts_at_unix_ms)],
      ["ends", (one) => isoTime(one.ends_at_unix_ms)],
      ["began", (one) => isoTime(one.began_at_unix_ms)],
      ["ended", (one) => isoTime(one.ended_at_unix_ms)],
    ],
  },
  {
    key: "author",
    title: "Author",
    width: "minmax(90px,0.8fr)",
    from: 1080,
    sort: "author",
    cell: (one) => one.author || <span className="text-dim">nobody</span>,
    file: [
      ["author", (one) => one.author],
      ["second_person", (one) => one.second_person],
    ],
  },
  {
    key: "changed",
    title: "Changed",
    width: "76px",
    sort: "changed",
    end: true,
    from: 560,
    cell: (one) => <Ago at={one.changed_at_unix_ms} bare className="text-dim" />,
    file: [["changed", (one) => isoTime(one.changed_at_unix_ms)]],
  },
];

export default function ChangesPage() {
  useTitle("Changes");
  const navigate = useNavigate();
  const mayWrite = useMay("change.write");
  const list = useList({ method: methods.listChanges, rows: (answer) => answer.changes, idOf, order: "-changed" });
  const { change, search, applied } = list;
  const create = () => change({ make: "change" });
  const calendar = () => void navigate({ to: "/changes/calendar" });
  useKeys([
    ...(mayWrite ? [{ keys: "c", label: "New change", group: "Lists", run: create }] : []),
    { keys: "k", label: "Calendar of changes", group: "Lists", run: calendar },
  ]);
  return (
    <div className="flex h-full min-h-0">
      <ListFrame
        list={list}
        one="change"
        many="changes"
        views={{ page: "changes", shipped: views }}
        keys={keys}
        placeholder="Filter: words, client:acme type:normal"
        file={{ name: "changes.csv", columns }}
        action={
          <>
            <Link to="/changes/calendar" className={buttonClass()} aria-keyshortcuts="k" aria-label="Calendar">
              <CalendarRange size={14} aria-hidden />
              <span className="max-sm:hidden">Calendar</span>
            </Link>
            {mayWrite && (
              <Button icon={Plus} keys="c" onClick={create}>
                New
              </Button>
            )}
          </>
        }
      >
        <Grid
          {...list.grid}
          label="Changes"
          memory="changes"
          columns={columns}
          nameOf={(one) => one.title}
          card={(one) => <ChangeCard change={one} />}
          onOpen={(one) => void navigate({ to: "/changes/$change_id", params: { change_id: one.change_id } })}
          empty={
            applied && applied !== views[0].query ? (
              <FilteredAway what="change" clear={list.clear} />
            ) : (
              <NoneYet icon={GitPullRequestArrow} title={applied ? "No change is open." : "No change yet."}>
                A change has a plan and a way back, is approved by a second person and done in its window.
              </NoneYet>
            )
          }
        />
      </ListFrame>
      {search.make === "change" && mayWrite && <ChangeForm onClose={() => change({ make: "" })} />}
    </div>
  );
}

function ChangeCard({ change }: { change: Change }) {
  return (
    <span className="block min-w-0 leading-5">
      <span className="flex min-w-0 items-center gap-2">
        <span className="truncate font-medium">{change.title}</span>
        {change.type === "emergency" && <Chip tone="bg-crit-bg text-crit">Emergency</Chip>}
      </span>
      <span className="flex min-w-0 items-center gap-2 text-xs text-dim">
        <State {...markOf(change)} className="shrink-0" />
        <span className="truncate">{change.client_name}</span>
        {change.starts_at_unix_ms > 0 && (
          <span className="ml-auto shrink-0">
            <Moment at={change.starts_at_unix_ms} />
          </span>
        )}
      </span>
    </span>
  );
}
