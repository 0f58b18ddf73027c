// Every run, also those that should have been: as it was told, and as it was judged.
import { History } from "lucide-react";
import { methods } from "@/api/client";
import type { BackupRun } from "@/api/generated/schema";
import { useList } from "@/app/list";
import { PageList, RowCard } from "@/app/page_list";
import { BackupFrame, BackupsAbove } from "@/ui/backup_frame";
import { isoTime } from "@/ui/csv";
import type { FilterKey } from "@/ui/filter_words";
import type { Column } from "@/ui/grid_columns";
import { useKeys } from "@/ui/keys";
import { State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { bytesTold, lengthWords } from "./backup_numbers";
import { runMark, runStates } from "./backup_words";
import { momentOf } from "./item_runs";
import { RunAside } from "./run_aside";

const views = [
  { name: "All", query: "" },
  { name: "Went wrong", query: "state:failed,missed" },
  { name: "With warnings", query: "state:warning" },
  { name: "Last day", query: "started<1d" },
  { name: "Without a plan", query: "is:unplanned" },
];
const keys: readonly FilterKey[] = [
  { key: "state", hint: "what came of it", values: runStates },
  { key: "client", hint: "name of the client" },
  { key: "item", hint: "what was backed up" },
  { key: "device", hint: "name of the machine" },
  { key: "label", hint: "the name on the machine" },
  { key: "engine", hint: "the program: engine:restic" },
  { key: "started", hint: "how long ago: started<7d", numeric: true },
  { key: "scheduled", hint: "when it was expected: scheduled<7d", numeric: true },
  { key: "took", hint: "seconds: took>3600", numeric: true },
  { key: "bytes", hint: "size of the source: bytes>1000000", numeric: true },
  { key: "is", hint: "whether a plan expects it", values: ["planned", "unplanned"] },
];
const idOf = (run: BackupRun) => run.run_id;
const nameOf = (run: BackupRun) => run.item_name || run.label;

const columns: readonly Column<BackupRun>[] = [
  {
    key: "started",
    title: "When",
    width: "120px",
    sort: "started",
    cell: (one) => <Moment at={momentOf(one)} />,
    file: [
      ["scheduled", (one) => isoTime(one.scheduled_at_unix_ms)],
      ["started", (one) => isoTime(one.started_at_unix_ms)],
      ["ended", (one) => isoTime(one.ended_at_unix_ms)],
      ["told", (one) => isoTime(one.told_at_unix_ms)],
    ],
  },
  {
    key: "state",
    title: "State",
    width: "108px",
    sort: "state",
    cell: (one) => <State {...runMark(one.state)} />,
    file: [
      ["state", (one) => one.state],
      ["reason_code", (one) => one.reason_code],
      ["told_outcome", (one) => one.told_outcome],
    ],
  },
  {
    key: "item",
    title: "What",
    width: "minmax(130px,1.2fr)",
    sort: "item",
    cell: (one) => (one.item_name ? <span className="font-medium">{one.item_name}</span> : <span className="text-dim">{one.label}, without a plan</span>),
    file: [
      ["item", (one) => one.item_name],
      ["label", (one) => one.label],
      ["engine", (one) => one.engine],
    ],
  },
  {
    key: "text",
    title: "What was said",
    width: "minmax(160px,2fr)",
    from: 900,
    cell: (one) => (
      <span className="text-dim" title={one.text}>
        {one.text}
      </span>
    ),
    file: [["text", (one) => one.text]],
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
    key: "device",
    title: "Machine",
    width: "minmax(100px,1fr)",
    from: 840,
    sort: "device",
    cell: (one) => one.device_name,
    file: [["device", (one) => one.device_name]],
  },
  {
    key: "duration",
    title: "Took",
    width: "92px",
    end: true,
    from: 680,
    cell: (one) => (one.state === "missed" ? <span className="text-dim">did not run</span> : lengthWords(Number(one.duration_s))),
    file: [["duration_s", (one) => Number(one.duration_s)]],
  },
  {
    key: "size",
    title: "Size",
    width: "92px",
    end: true,
    from: 960,
    cell: (one) => (one.state === "missed" ? "" : <span className={one.source_bytes === undefined ? "text-dim" : ""}>{bytesTold(one.source_bytes)}</span>),
    file: [
      ["source_bytes", (one) => one.source_bytes],
      ["added_bytes", (one) => one.added_bytes],
      ["items_total", (one) => one.items_total],
      ["items_failed", (one) => one.items_failed],
      ["point", (one) => one.point],
      ["content_at", (one) => isoTime(one.content_at_unix_ms)],
    ],
  },
];

export default function RunsPage() {
  useTitle("Backup runs", <BackupsAbove />);
  const list = useList({ method: methods.listBackupRuns, rows: (answer) => answer.runs, idOf, order: "-started" });
  const { change, search } = list;
  const close = () => change({ open: "" });
  useKeys(search.open ? [{ keys: "Escape", label: "Close the details", group: "Lists", run: close }] : []);
  return (
    <BackupFrame at="/backups/runs">
      <PageList
        list={list}
        one="backup run"
        many="backup runs"
        views={views}
        keys={keys}
        placeholder="Filter: words, client:acme state:failed started<7d"
        columns={columns}
        hasFile
        nameOf={nameOf}
        card={(run) => <RowCard name={nameOf(run)} mark={runMark(run.state)} about={run.text || run.client_name} end={<Moment at={momentOf(run)} />} />}
        onOpen={(run) => change({ open: idOf(run) }, !search.open)}
        isUsual={(filter) => filter === views[1].query || filter === views[2].query || filter === "is:unplanned"}
        none={{
          icon: History,
          title: list.applied ? "Nothing went wrong." : "No run was told yet.",
          about: "Machines tell of a backup through their agent, other products over the API. What a plan expects and nobody tells of stands here as missed.",
        }}
      >
        {search.open && <RunAside key={search.open} runId={search.open} onClose={close} />}
      </PageList>
    </BackupFrame>
  );
}
