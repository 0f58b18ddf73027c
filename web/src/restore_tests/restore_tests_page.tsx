// Every restore test: what came of it, how far it went, how old its data was, how long it took.
import { Link, useNavigate } from "@tanstack/react-router";
import { ArchiveRestore } from "lucide-react";
import { methods } from "@/api/client";
import type { RestoreTest } from "@/api/generated/schema";
import { useList } from "@/app/list";
import { PageList, RowCard } from "@/app/page_list";
import { BackupFrame, BackupsAbove } from "@/ui/backup_frame";
import { isoTime } from "@/ui/csv";
import type { FilterKey } from "@/ui/filter_words";
import { bytes } from "@/ui/format";
import type { Column } from "@/ui/grid_columns";
import { State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { levelLabel, testMark, testStates, tookWords } from "./test_words";

const views = [
  { name: "All", query: "" },
  { name: "Went wrong", query: "state:failed,passed_late,inconclusive" },
  { name: "To be signed", query: "is:unsigned" },
  { name: "Due or overdue", query: "is:open" },
  { name: "Signed", query: "is:signed" },
  { name: "By hand", query: "why:hand" },
];
const keys: readonly FilterKey[] = [
  { key: "state", hint: "what came of it", values: testStates },
  { key: "is", hint: "whether it is over, and signed", values: ["open", "unsigned", "signed", "over"] },
  { key: "client", hint: "name of the client" },
  { key: "item", hint: "what was restored" },
  { key: "label", hint: "the backup, by its name on the machine" },
  { key: "criticality", hint: "of the item: C1 (highest) to C4", values: ["C1", "C2", "C3", "C4"] },
  { key: "level", hint: "how far it went, 1 to 5: level>=3", numeric: true },
  { key: "rto", hint: "seconds until it was there: rto>28800", numeric: true },
  { key: "rpo", hint: "seconds that would have been lost: rpo>86400", numeric: true },
  { key: "host", hint: "the restore host" },
  { key: "why", hint: "why it took place", values: ["interval", "again", "person", "hand"] },
  { key: "how", hint: "how its point was chosen", values: ["newest", "oldest", "any", "hand"] },
  { key: "point", hint: "the recovery point, by its name" },
  { key: "reason_code", hint: "reason_code:restore.pack_damaged" },
  { key: "carried_out_by", hint: "who carried it out" },
  { key: "signed_by", hint: "who signed it" },
  { key: "due", hint: "until when it has to be there: due<7d", numeric: true },
  { key: "ended", hint: "how long ago: ended<92d", numeric: true },
  { key: "content", hint: "age of the data: content>30d", numeric: true },
];
const idOf = (test: RestoreTest) => test.test_id;
const isOver = (test: RestoreTest) => test.ended_at_unix_ms > 0;
const momentOf = (test: RestoreTest) => test.ended_at_unix_ms || test.began_at_unix_ms || test.planned_at_unix_ms;

/// What was measured, and in its colour whether it keeps what was agreed.
function Measured({ achieved, agreed }: { achieved: string | undefined; agreed: string }) {
  if (achieved === undefined) return <span className="text-dim">not measured</span>;
  const isOverdrawn = Number(agreed) > 0 && Number(achieved) > Number(agreed);
  return (
    <span className={isOverdrawn ? "text-warn" : ""}>
      {tookWords(Number(achieved))}
      <span className="text-dim"> / {Number(agreed) > 0 ? tookWords(Number(agreed)) : "nothing agreed"}</span>
    </span>
  );
}

const columns: readonly Column<RestoreTest>[] = [
  {
    key: "at",
    title: "When",
    width: "120px",
    sort: "at",
    cell: (one) => <Moment at={momentOf(one)} />,
    file: [
      ["planned", (one) => isoTime(one.planned_at_unix_ms)],
      ["due", (one) => isoTime(one.due_at_unix_ms)],
      ["ended", (one) => isoTime(one.ended_at_unix_ms)],
    ],
  },
  {
    key: "state",
    title: "Verdict",
    width: "148px",
    sort: "state",
    cell: (one) => <State {...testMark(one)} />,
    file: [
      ["state", (one) => one.state],
      ["signed_by", (one) => one.signed_by],
      ["signed_at", (one) => isoTime(one.signed_at_unix_ms)],
      ["reason_code", (one) => one.reason_code],
    ],
  },
  {
    key: "item",
    title: "What",
    width: "minmax(130px,1.2fr)",
    sort: "item",
    cell: (one) => <span className="font-medium">{one.item_name}</span>,
    file: [
      ["item", (one) => one.item_name],
      ["criticality", (one) => one.criticality],
      ["backup", (one) => one.backup_plan_label],
    ],
  },
  {
    key: "level",
    title: "Level",
    width: "minmax(96px,0.9fr)",
    from: 620,
    sort: "level",
    cell: (one) => levelLabel(one.level),
    file: [["level", (one) => one.level]],
  },
  {
    key: "rto",
    title: "Took / agreed",
    width: "minmax(150px,1fr)",
    from: 700,
    sort: "rto",
    cell: (one) => (isOver(one) ? <Measured achieved={one.achieved_rto_s} agreed={one.rto_s} /> : ""),
    file: [
      ["achieved_rto_s", (one) => one.achieved_rto_s],
      ["rto_s", (one) => Number(one.rto_s)],
    ],
  },
  {
    key: "rpo",
    title: "Lost / agreed",
    width: "minmax(150px,1fr)",
    from: 940,
    sort: "rpo",
    cell: (one) => (isOver(one) ? <Measured achieved={one.achieved_rpo_s} agreed={one.rpo_s} /> : ""),
    file: [
      ["achieved_rpo_s", (one) => one.achieved_rpo_s],
      ["rpo_s", (one) => Number(one.rpo_s)],
      ["content_at", (one) => isoTime(one.content_at_unix_ms)],
      ["point", (one) => one.point],
    ],
  },
  {
    key: "text",
    title: "What was said",
    width: "minmax(160px,2fr)",
    from: 1240,
    cell: (one) => (
      <span className="text-dim" title={one.state_text}>
        {one.state_text || one.waits_for}
      </span>
    ),
    file: [["text", (one) => one.state_text]],
  },
  {
    key: "client",
    title: "Client",
    width: "minmax(96px,1fr)",
    from: 820,
    sort: "client",
    cell: (one) => one.client_name,
    file: [["client", (one) => one.client_name]],
  },
  {
    key: "host",
    title: "Where",
    width: "minmax(96px,1fr)",
    from: 1080,
    sort: "host",
    cell: (one) => one.device_name || one.environment || <span className="text-dim">not said</span>,
    file: [
      ["host", (one) => one.device_name],
      ["environment", (one) => one.environment],
      ["carried_out_by", (one) => one.carried_out_by],
    ],
  },
  {
    key: "bytes",
    title: "Restored",
    width: "84px",
    end: true,
    from: 1160,
    sort: "bytes",
    cell: (one) => (Number(one.restored_bytes) > 0 ? bytes(Number(one.restored_bytes)) : <span className="text-dim">not told</span>),
    file: [["restored_bytes", (one) => Number(one.restored_bytes) || undefined]],
  },
];

export default function RestoreTestsPage() {
  useTitle("Restore tests", <BackupsAbove />);
  const navigate = useNavigate();
  const list = useList({ method: methods.listRestoreTests, rows: (answer) => answer.tests, idOf, order: "-at" });
  return (
    <BackupFrame at="/backups/tests">
      <PageList
        list={list}
        one="restore test"
        many="restore tests"
        views={views}
        keys={keys}
        placeholder="Filter: words, state:failed level>=3 rto>28800"
        columns={columns}
        hasFile
        nameOf={(test) => test.item_name}
        card={(test) => (
          <RowCard name={test.item_name} mark={testMark(test)} about={test.state_text || test.client_name} end={<Moment at={momentOf(test)} />} />
        )}
        onOpen={(test) => void navigate({ to: "/restore-tests/$test_id", params: { test_id: test.test_id } })}
        isUsual={(filter) => filter !== "" && filter !== "is:signed"}
        none={{ icon: ArchiveRestore, title: list.applied ? "No restore test is like that." : "Nothing was restored yet.", about: <NothingYet /> }}
      />
    </BackupFrame>
  );
}

const NothingYet = () => (
  <p>
    A proof plan restores a backup on another machine and compares it with its source; what you restored by hand is written down on the page of its{" "}
    <Link to="/backups/items" className="link">
      item
    </Link>
    .
  </p>
);
