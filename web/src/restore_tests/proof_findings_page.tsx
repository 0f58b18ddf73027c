// What restore tests found, until a later test says otherwise: what it means, what can be done, whom of the client it was told.
import { Link } from "@tanstack/react-router";
import { CheckCheck } from "lucide-react";
import { methods } from "@/api/client";
import type { ProofFinding } from "@/api/generated/schema";
import { useList } from "@/app/list";
import { PageList, RowCard } from "@/app/page_list";
import { BackupFrame, BackupsAbove } from "@/ui/backup_frame";
import { isoTime } from "@/ui/csv";
import type { FilterKey } from "@/ui/filter_words";
import type { Column } from "@/ui/grid_columns";
import { useKeys } from "@/ui/keys";
import { Aside, Facts, Section } from "@/ui/panel";
import { Chip, State } from "@/ui/status";
import { Ago, Moment, Until } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { FindingMoves, FindingTicket } from "./finding_parts";
import { findingMark, findingStates, kindLabel, levelLabel } from "./test_words";

const views = [
  { name: "Open", query: "is:open" },
  { name: "Nobody took it", query: "state:open" },
  { name: "To be mended within a week", query: "is:open due<7d" },
  { name: "Said to be mended", query: "state:resolved,verified" },
  { name: "All", query: "" },
];
const keys: readonly FilterKey[] = [
  { key: "is", hint: "whether a proof closed it", values: ["open", "closed"] },
  { key: "state", hint: "where it stands", values: findingStates },
  { key: "kind", hint: "what was found", values: ["failed", "late", "overdue"] },
  { key: "severity", hint: "how bad it is", values: ["critical", "high", "medium"] },
  { key: "client", hint: "name of the client" },
  { key: "item", hint: "what could not be restored" },
  { key: "reference", hint: "of its ticket" },
  { key: "due", hint: "until when it is to be mended: due<7d", numeric: true },
  { key: "first_seen", hint: "how long ago it was found", numeric: true },
  { key: "last_seen", hint: "how long ago it was seen again", numeric: true },
];
const idOf = (finding: ProofFinding) => finding.finding_id;

const columns: readonly Column<ProofFinding>[] = [
  {
    key: "seen",
    title: "Seen",
    width: "104px",
    sort: "last_seen",
    cell: (one) => <Ago at={one.last_seen_unix_ms} />,
    file: [
      ["first_seen", (one) => isoTime(one.first_seen_unix_ms)],
      ["last_seen", (one) => isoTime(one.last_seen_unix_ms)],
      ["recurrence", (one) => one.recurrence],
    ],
  },
  {
    key: "state",
    title: "State",
    width: "150px",
    sort: "state",
    cell: (one) => <State {...findingMark(one)} />,
    file: [["state", (one) => one.state]],
  },
  {
    key: "item",
    title: "What",
    width: "minmax(120px,1fr)",
    sort: "item",
    cell: (one) => <span className="font-medium">{one.item_name}</span>,
    file: [["item", (one) => one.item_name]],
  },
  {
    key: "title",
    title: "What was found",
    width: "minmax(180px,2.4fr)",
    from: 640,
    cell: (one) => <span title={one.title}>{one.title}</span>,
    file: [
      ["kind", (one) => one.kind],
      ["severity", (one) => one.severity],
      ["title", (one) => one.title],
      ["consequence", (one) => one.consequence],
    ],
  },
  {
    key: "severity",
    title: "Severity",
    width: "84px",
    from: 900,
    sort: "severity",
    cell: (one) => <State state={one.severity === "critical" ? "critical" : "warning"} label={one.severity} />,
  },
  {
    key: "client",
    title: "Client",
    width: "minmax(100px,1fr)",
    from: 800,
    sort: "client",
    cell: (one) => one.client_name,
    file: [["client", (one) => one.client_name]],
  },
  {
    key: "due",
    title: "To be mended",
    width: "104px",
    from: 720,
    sort: "due",
    cell: (one) => (one.state === "closed" ? <span className="text-dim">closed</span> : <Until at={one.due_at_unix_ms} />),
    file: [["due", (one) => isoTime(one.due_at_unix_ms)]],
  },
  {
    key: "ticket",
    title: "Ticket",
    width: "100px",
    from: 1000,
    sort: "reference",
    cell: (one) => one.reference,
    file: [["ticket", (one) => one.reference]],
  },
];

export default function ProofFindingsPage() {
  useTitle("What restore tests found", <BackupsAbove />);
  const list = useList({ method: methods.listProofFindings, rows: (answer) => answer.findings, idOf, order: "-last_seen" });
  const { change, search } = list;
  const close = () => change({ open: "" });
  useKeys(search.open ? [{ keys: "Escape", label: "Close the details", group: "Lists", run: close }] : []);
  const open = list.rows.find((one) => idOf(one) === search.open);
  return (
    <BackupFrame at="/backups/findings">
      <PageList
        list={list}
        one="finding"
        many="findings"
        views={views}
        keys={keys}
        placeholder="Filter: words, kind:failed severity:critical"
        columns={columns}
        hasFile
        nameOf={(finding) => finding.item_name}
        card={(finding) => (
          <RowCard name={finding.item_name} mark={findingMark(finding)} about={finding.title} end={<Ago at={finding.last_seen_unix_ms} />} />
        )}
        onOpen={(finding) => change({ open: idOf(finding) }, !search.open)}
        isUsual={(filter) => filter !== ""}
        none={{
          icon: CheckCheck,
          title: list.applied ? "No finding is like that." : "No restore test found anything.",
          about: "A test that fails, comes too late or is a week overdue makes a finding. That nothing was found says little where nothing was tested.",
        }}
      >
        {open && <FindingAside key={idOf(open)} finding={open} onClose={close} />}
      </PageList>
    </BackupFrame>
  );
}

function FindingAside({ finding, onClose }: { finding: ProofFinding; onClose: () => void }) {
  return (
    <Aside label="Finding" title={kindLabel(finding.kind)} onClose={onClose}>
      <div className="space-y-5 p-4">
        <div>
          <p className="flex flex-wrap items-center gap-2">
            <State {...findingMark(finding)} />
            <Chip>{finding.severity}</Chip>
            <Chip>{levelLabel(finding.level)}</Chip>
          </p>
          <p className="mt-2 font-medium break-words">{finding.title}</p>
          <FindingMoves finding={finding} />
        </div>
        <Section title="What it means">
          <p className="break-words">{finding.consequence}</p>
        </Section>
        <Section title="What can be done">
          <ul className="space-y-1">
            {finding.options.map((one) => (
              <li key={one} className="break-words">
                {one}
              </li>
            ))}
          </ul>
          <p className="mt-2 break-words">
            <span className="text-dim">We recommend:</span> {finding.recommendation}
          </p>
        </Section>
        <Section title="For technicians">
          <p className="break-words">{finding.technical_text}</p>
        </Section>
        <Facts rows={rowsOf(finding)} />
        <p className="text-xs text-dim">
          Only a later test of L{finding.level} or above that passes, and is signed, closes this; a green night does not.
        </p>
      </div>
    </Aside>
  );
}

const rowsOf = (finding: ProofFinding) =>
  [
    [
      "Item",
      <Link key="i" to="/backups/items/$item_id" params={{ item_id: finding.item_id }} className="link">
        {finding.item_name}
      </Link>,
    ],
    ["Client", finding.client_name],
    [
      "Found by",
      <Link key="t" to="/restore-tests/$test_id" params={{ test_id: finding.test_id }} className="link">
        the test of <Moment at={finding.last_seen_unix_ms} />
      </Link>,
    ],
    ["Ticket", <FindingTicket key="k" finding={finding} />],
    ["To be mended", finding.state === "closed" ? "closed" : <Until key="d" at={finding.due_at_unix_ms} />],
    ["Found first", <Moment key="f" at={finding.first_seen_unix_ms} />],
    ["Came back", finding.recurrence > 0 ? `${finding.recurrence} times` : "not yet"],
    ["Told of the client", finding.told.length > 0 ? finding.told.join(", ") : "nobody by mail"],
    ...(finding.verified_by_test_id
      ? [
          [
            "Proven mended by",
            <Link key="v" to="/restore-tests/$test_id" params={{ test_id: finding.verified_by_test_id }} className="link">
              a later test
            </Link>,
          ] as const,
        ]
      : []),
  ] as const;
