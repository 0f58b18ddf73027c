// Standing policies: what may run without a person, signed beforehand. Made and signed with steward-sign; seen and used here.
import { ShieldCheck } from "lucide-react";
import { methods } from "@/api/client";
import type { Policy } from "@/api/generated/schema";
import { useList } from "@/app/list";
import { PageList, RowCard } from "@/app/page_list";
import type { FilterKey } from "@/ui/filter_words";
import type { Column } from "@/ui/grid_columns";
import { State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { classLabel } from "./job_words";
import { PolicyAside } from "./policy_aside";
import { itemWords, policyMark, ranWords } from "./policy_words";
import { triggerWords } from "./window_words";

const keys: readonly FilterKey[] = [{ key: "client", hint: "whose machines: client:Harbour" }];
const idOf = (policy: Policy) => policy.policy_id;
const columns: readonly Column<Policy>[] = [
  { key: "items", title: "What may run", width: "minmax(180px,2fr)", cell: (one) => <span className="font-medium">{itemWords(one)}</span> },
  { key: "client", title: "For", width: "minmax(110px,1fr)", cell: (one) => one.client_name },
  { key: "class", title: "Kind", width: "100px", from: 900, cell: (one) => classLabel(one.job_class) },
  {
    key: "trigger",
    title: "When",
    width: "minmax(100px,1fr)",
    from: 760,
    cell: (one) => <span className="text-dim">{one.conditions.join(", ") || triggerWords(one.trigger)}</span>,
  },
  { key: "ran", title: "Ran", width: "130px", from: 900, cell: (one) => <span className="text-dim">{ranWords(one)}</span> },
  { key: "state", title: "State", width: "110px", cell: (one) => <State {...policyMark(one)} /> },
  { key: "signed", title: "Signed by", width: "minmax(100px,1fr)", from: 1000, cell: (one) => one.signed_by.join(", ") },
  { key: "until", title: "Until", width: "120px", from: 640, cell: (one) => <Moment at={one.not_after_unix_ms} className="text-dim" /> },
];

export default function PoliciesPage() {
  useTitle("Policies");
  const list = useList({ method: methods.listPolicies, rows: (answer) => answer.policies, idOf, order: "client" });
  const { change, search } = list;
  const open = list.rows.find((one) => idOf(one) === search.open);
  return (
    <PageList
      list={list}
      one="policy"
      many="policies"
      keys={keys}
      placeholder="Filter: client:Harbour"
      columns={columns}
      nameOf={itemWords}
      card={(one) => <RowCard name={itemWords(one)} mark={policyMark(one)} about={one.client_name} />}
      onOpen={(one) => change({ open: idOf(one) }, !search.open)}
      none={{ icon: ShieldCheck, title: "No policy yet.", about: <NoPolicyYet /> }}
    >
      {open && <PolicyAside key={idOf(open)} policy={open} onClose={() => change({ open: "" })} />}
    </PageList>
  );
}

const NoPolicyYet = () => (
  <>
    <p>
      A policy lets machines do a few named things without anybody there: at night, or when an alert comes. Two people sign it on their own
      machines, and each machine keeps to its windows and its budget by itself.
    </p>
    <p>
      Write it as text, then: <code className="mono">steward-sign policy TEXT --out FILE</code>. The guide of jobs says how.
    </p>
  </>
);
