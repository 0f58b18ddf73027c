// What is protected, and what was decided not to be.
import { Link, useNavigate } from "@tanstack/react-router";
import { DatabaseBackup } from "lucide-react";
import { methods } from "@/api/client";
import type { BackupItem } from "@/api/generated/schema";
import { useMay } from "@/api/session";
import { useList } from "@/app/list";
import { PageList, RowCard } from "@/app/page_list";
import { BackupFrame, BackupsAbove } from "@/ui/backup_frame";
import { useNow } from "@/ui/clock";
import { isoTime } from "@/ui/csv";
import type { FilterKey } from "@/ui/filter_words";
import { span } from "@/ui/format";
import type { Column } from "@/ui/grid_columns";
import { State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { ageWords, objectiveWords } from "./backup_numbers";
import { criticalities, itemMark, kindCodes, kindLabel } from "./backup_words";
import { ItemDialog } from "./item_dialog";

const views = [
  { name: "Protected", query: "is:active decision:protect" },
  { name: "Needs work", query: "state:critical,warning,unknown" },
  { name: "To be proven", query: "is:active decision:protect criticality:C1,C2" },
  { name: "Without a plan", query: "is:active decision:protect plans<1" },
  { name: "Not needed", query: "state:not_needed" },
  { name: "All", query: "" },
];
const keys: readonly FilterKey[] = [
  { key: "state", hint: "how it is", values: ["ok", "warning", "critical", "unknown", "not_needed", "retired"] },
  { key: "client", hint: "name of the client" },
  { key: "device", hint: "name of the machine" },
  { key: "kind", hint: "what it is", values: kindCodes },
  { key: "criticality", hint: "C1 (highest) to C4", values: criticalities },
  { key: "decision", hint: "what was decided", values: ["protect", "not_needed"] },
  { key: "is", hint: "is:active, or is:retired", values: ["active", "retired"] },
  { key: "content", hint: "age of the newest content: content>2d", numeric: true },
  { key: "owner", hint: "who looks after it" },
  { key: "plans", hint: "how many: plans>1", numeric: true },
];
const idOf = (item: BackupItem) => item.item_id;
const isDecidedAgainst = (item: BackupItem) => item.decision === "not_needed";

function Age({ item }: { item: BackupItem }) {
  const now = useNow();
  if (isDecidedAgainst(item)) return <span className="text-dim">none wanted</span>;
  const late = !item.fresh && Number(item.rpo_s) > 0;
  return (
    <span className={late ? "text-warn" : ""} title={ageWords(item, now)}>
      {item.content_at_unix_ms ? span(now - item.content_at_unix_ms) : "none seen"}
      <span className="text-dim"> / {Number(item.rpo_s) > 0 ? objectiveWords(Number(item.rpo_s)) : "no objective"}</span>
    </span>
  );
}

/// Never is not "not yet": nobody knows whether it can be restored.
function Proof({ item }: { item: BackupItem }) {
  if (isDecidedAgainst(item)) return <span className="text-dim">none wanted</span>;
  if (!item.proven_at_unix_ms) return <span title={item.proof_text}>not proven</span>;
  return <Ago at={item.proven_at_unix_ms} />;
}

const columns: readonly Column<BackupItem>[] = [
  {
    key: "name",
    title: "What",
    width: "minmax(150px,1.5fr)",
    sort: "name",
    cell: (one) => <span className="font-medium">{one.name}</span>,
    file: [
      ["name", (one) => one.name],
      ["kind", (one) => one.kind],
    ],
  },
  {
    key: "state",
    title: "State",
    width: "112px",
    sort: "state",
    cell: (one) => <State {...itemMark(one)} />,
    file: [["state", (one) => one.state]],
  },
  {
    key: "says",
    title: "Why",
    width: "minmax(160px,2fr)",
    from: 1040,
    cell: (one) => (
      <span className="text-dim" title={one.state_text}>
        {one.state_text || one.reason}
      </span>
    ),
    file: [
      ["state_text", (one) => one.state_text],
      ["decision", (one) => one.decision],
      ["reason", (one) => one.reason],
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
    key: "device",
    title: "Machine",
    width: "minmax(100px,1fr)",
    from: 860,
    sort: "device",
    cell: (one) => one.device_name || <span className="text-dim">none</span>,
    file: [["device", (one) => one.device_name]],
  },
  {
    key: "criticality",
    title: "Criticality",
    width: "80px",
    from: 920,
    sort: "criticality",
    cell: (one) => one.criticality,
    file: [["criticality", (one) => one.criticality]],
  },
  {
    key: "content",
    title: "Newest content / agreed",
    width: "minmax(150px,1fr)",
    from: 640,
    sort: "content",
    cell: (one) => <Age item={one} />,
    file: [
      ["content_at", (one) => isoTime(one.content_at_unix_ms)],
      ["rpo_s", (one) => Number(one.rpo_s)],
      ["rto_s", (one) => Number(one.rto_s)],
      ["fresh", (one) => one.fresh],
    ],
  },
  {
    key: "plans",
    title: "Plans",
    width: "52px",
    from: 980,
    sort: "plans",
    cell: (one) => <span className="tabular-nums">{one.plans_count}</span>,
    file: [["plans", (one) => one.plans_count]],
  },
  {
    key: "proof",
    title: "Restore proven",
    width: "112px",
    from: 700,
    cell: (one) => <Proof item={one} />,
    file: [
      ["proven_at", (one) => isoTime(one.proven_at_unix_ms)],
      ["proof", (one) => one.proof_text],
    ],
  },
];

export default function ItemsPage() {
  useTitle("Protected items", <BackupsAbove />);
  const navigate = useNavigate();
  const mayWrite = useMay("backup.write");
  const list = useList({ method: methods.listBackupItems, rows: (answer) => answer.items, idOf, order: "client,name" });
  const { change, search } = list;
  return (
    <BackupFrame at="/backups/items">
      <PageList
        list={list}
        one="protected item"
        many="protected items"
        views={views}
        keys={keys}
        placeholder="Filter: words, client:acme state:critical"
        columns={columns}
        hasFile
        create={mayWrite ? { first: "Protect something", run: () => change({ make: "item" }) } : undefined}
        nameOf={(item) => item.name}
        card={(item) => (
          <RowCard name={item.name} mark={itemMark(item)} about={`${item.client_name}, ${kindLabel(item.kind)}`} end={<Age item={item} />} />
        )}
        onOpen={(item) => void navigate({ to: "/backups/items/$item_id", params: { item_id: item.item_id } })}
        none={{ icon: DatabaseBackup, title: "Nothing is protected yet.", about: <NothingYet /> }}
      >
        {search.make === "item" && mayWrite && <ItemDialog onClose={() => change({ make: "" })} />}
      </PageList>
    </BackupFrame>
  );
}

const NothingYet = () => (
  <p>
    An item is what must be protected: a machine, a database, mailboxes. It says how old its newest backup may be, and how long a restore may take. Machines
    without one stand among the{" "}
    <Link to="/backups/gaps" className="link">
      gaps
    </Link>
    .
  </p>
);
