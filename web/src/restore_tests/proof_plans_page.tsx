// Which backups are proven, how often and where; what is changed and ended beside it.
import { Link } from "@tanstack/react-router";
import { ShieldCheck } from "lucide-react";
import { methods } from "@/api/client";
import type { ProofPlan } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useList } from "@/app/list";
import { PageList, RowCard } from "@/app/page_list";
import { BackupFrame, BackupsAbove } from "@/ui/backup_frame";
import { useNow } from "@/ui/clock";
import { isoTime } from "@/ui/csv";
import { Failed, Loading } from "@/ui/empty";
import type { FilterKey } from "@/ui/filter_words";
import { span } from "@/ui/format";
import type { Column } from "@/ui/grid_columns";
import { useKeys } from "@/ui/keys";
import { Aside, Facts } from "@/ui/panel";
import { State } from "@/ui/status";
import { Moment, Until } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { NextTest, ProofPlanActs } from "./proof_plan_parts";
import { testsOfPlan } from "./test_filters";
import { levelLabel, planMark } from "./test_words";

const views = [
  { name: "Active", query: "is:active" },
  { name: "Due within a week", query: "is:active due<7d" },
  { name: "Critical items", query: "is:active criticality:C1,C2" },
  { name: "Ended", query: "is:ended" },
  { name: "All", query: "" },
];
const keys: readonly FilterKey[] = [
  { key: "is", hint: "whether it goes on", values: ["active", "ended"] },
  { key: "client", hint: "name of the client" },
  { key: "item", hint: "what is proven" },
  { key: "label", hint: "the backup, by its name on the machine" },
  { key: "host", hint: "the restore host" },
  { key: "criticality", hint: "of the item: C1 (highest) to C4", values: ["C1", "C2", "C3", "C4"] },
  { key: "level", hint: "how far it goes, 1 to 5", numeric: true },
  { key: "due", hint: "until when it has to be proven: due<7d", numeric: true },
  { key: "next", hint: "when the next test begins: next<1d", numeric: true },
];
const idOf = (plan: ProofPlan) => plan.proof_plan_id;

function Due({ plan }: { plan: ProofPlan }) {
  const now = useNow();
  if (plan.ended || !plan.due_at_unix_ms) return <span className="text-dim">none</span>;
  if (plan.due_at_unix_ms < now) return <span className="text-crit">overdue</span>;
  return <Until at={plan.due_at_unix_ms} />;
}

function Mark({ plan }: { plan: ProofPlan }) {
  return <State {...planMark(plan, useNow())} />;
}

const columns: readonly Column<ProofPlan>[] = [
  {
    key: "item",
    title: "What",
    width: "minmax(130px,1.2fr)",
    sort: "item",
    cell: (one) => <span className="font-medium">{one.item_name}</span>,
    file: [
      ["item", (one) => one.item_name],
      ["criticality", (one) => one.criticality],
    ],
  },
  {
    key: "state",
    title: "State",
    width: "104px",
    cell: (one) => <Mark plan={one} />,
    file: [
      ["ended", (one) => one.ended],
      ["waits_for", (one) => one.waits_for],
    ],
  },
  {
    key: "label",
    title: "Backup",
    width: "minmax(80px,0.8fr)",
    from: 560,
    sort: "label",
    cell: (one) => <span className="mono">{one.backup_plan_label}</span>,
    file: [["backup", (one) => one.backup_plan_label]],
  },
  { key: "level", title: "Level", width: "76px", from: 640, sort: "level", cell: (one) => levelLabel(one.level), file: [["level", (one) => one.level]] },
  {
    key: "host",
    title: "Restore host",
    width: "minmax(100px,1fr)",
    from: 740,
    sort: "host",
    cell: (one) => one.device_name,
    file: [
      ["host", (one) => one.device_name],
      ["repository", (one) => one.repository],
    ],
  },
  {
    key: "every",
    title: "Every",
    width: "72px",
    from: 700,
    cell: (one) => span(Number(one.every_s) * 1000),
    file: [["every_s", (one) => Number(one.every_s)]],
  },
  {
    key: "due",
    title: "Due",
    width: "96px",
    sort: "due",
    cell: (one) => <Due plan={one} />,
    file: [
      ["next", (one) => isoTime(one.next_at_unix_ms)],
      ["due", (one) => isoTime(one.due_at_unix_ms)],
    ],
  },
  {
    key: "waits",
    title: "Waits for",
    width: "minmax(140px,1.6fr)",
    from: 1060,
    cell: (one) => (
      <span className="text-dim" title={one.waits_for}>
        {one.waits_for}
      </span>
    ),
  },
  {
    key: "client",
    title: "Client",
    width: "minmax(100px,1fr)",
    from: 840,
    sort: "client",
    cell: (one) => one.client_name,
    file: [["client", (one) => one.client_name]],
  },
];

export default function ProofPlansPage() {
  useTitle("Proof plans", <BackupsAbove />);
  const list = useList({ method: methods.listProofPlans, rows: (answer) => answer.plans, idOf, order: "client,item" });
  const { change, search } = list;
  const close = () => change({ open: "" });
  const now = useNow();
  useKeys(search.open ? [{ keys: "Escape", label: "Close the details", group: "Lists", run: close }] : []);
  return (
    <BackupFrame at="/backups/proof-plans">
      <PageList
        list={list}
        one="proof plan"
        many="proof plans"
        views={views}
        keys={keys}
        placeholder="Filter: words, client:acme due<7d"
        columns={columns}
        hasFile
        nameOf={(plan) => plan.item_name}
        card={(plan) => <RowCard name={plan.item_name} mark={planMark(plan, now)} about={plan.client_name} end={<Due plan={plan} />} />}
        onOpen={(plan) => change({ open: idOf(plan) }, !search.open)}
        isUsual={(filter) => filter === "is:ended" || filter === views[1].query}
        none={{ icon: ShieldCheck, title: list.applied ? "No proof plan is like that." : "Nothing is proven regularly yet.", about: <NothingYet /> }}
      >
        {search.open && <PlanAside key={search.open} planId={search.open} onClose={close} />}
      </PageList>
    </BackupFrame>
  );
}

const NothingYet = () => (
  <p>
    On the page of a protected item, <em>Prove regularly</em> says on which machine its backup is restored and compared with its source. What has none stands
    among the{" "}
    <Link to="/backups/gaps" className="link">
      gaps
    </Link>
    .
  </p>
);

function PlanAside({ planId, onClose }: { planId: string; onClose: () => void }) {
  const query = useApi(methods.getProofPlan, { proof_plan_id: planId }, { refetchInterval: 60_000 });
  const plan = query.data;
  return (
    <Aside label="Proof plan" title={plan ? plan.item_name : "Proof plan"} onClose={onClose}>
      {query.isError && !plan && <Failed what="the proof plan" error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading what="the proof plan" />}
      {plan && (
        <div className="space-y-4 p-4">
          <p>
            <NextTest plan={plan} now={query.dataUpdatedAt} />
          </p>
          <Facts
            rows={[
              [
                "Item",
                <Link key="i" to="/backups/items/$item_id" params={{ item_id: plan.item_id }} className="link">
                  {plan.item_name}
                </Link>,
              ],
              ["Client", plan.client_name],
              ["Backup", plan.backup_plan_label],
              ["Level", levelLabel(plan.level)],
              ["Every", span(Number(plan.every_s) * 1000)],
              ["Restore host", plan.device_name],
              ["Repository there", plan.repository],
              ["Standing policy", plan.policy_item_name || "not known here any more"],
              ["Since", <Moment key="s" at={plan.created_at_unix_ms} />],
              ["By", plan.created_by],
            ]}
          />
          <p>
            <Link to="/backups/tests" search={{ q: testsOfPlan(plan.proof_plan_id) }} className="link">
              Its tests
            </Link>
          </p>
          <ProofPlanActs plan={plan} />
        </div>
      )}
    </Aside>
  );
}
