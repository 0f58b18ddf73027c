// Standing policies: what may run without a person, signed beforehand. Made and signed with steward-sign; seen and used here.
import { ShieldCheck } from "lucide-react";
import { methods } from "@/api/client";
import type { Policy } from "@/api/generated/schema";
import { ListFrame, useList } from "@/app/list";
import { FilteredAway, NoneYet } from "@/ui/empty";
import type { FilterKey } from "@/ui/filter_words";
import { words } from "@/ui/format";
import { Grid } from "@/ui/grid";
import type { Column } from "@/ui/grid_columns";
import { State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { classLabel } from "./job_words";

const keys: readonly FilterKey[] = [{ key: "client", hint: "whose machines: client:Harbour" }];
const idOf = (policy: Policy) => policy.policy_id;
const itemsOf = (policy: Policy) => policy.items.map((item) => item.name).join(", ");
const marks: Record<string, { state: string; label: string }> = {
  in_force: { state: "active", label: "In force" },
  over: { state: "stale", label: "Over" },
  replaced: { state: "stale", label: "Replaced" },
};
const markOf = (policy: Policy) => marks[policy.state] ?? { state: "unknown", label: words(policy.state || "unknown") };

const columns: readonly Column<Policy>[] = [
  { key: "items", title: "What may run", width: "minmax(180px,2fr)", cell: (one) => <span className="font-medium">{itemsOf(one)}</span> },
  { key: "client", title: "For", width: "minmax(110px,1fr)", cell: (one) => one.client_name },
  { key: "class", title: "Kind", width: "100px", from: 900, cell: (one) => classLabel(one.job_class) },
  {
    key: "trigger",
    title: "When",
    width: "minmax(100px,1fr)",
    from: 760,
    cell: (one) => <span className="text-dim">{one.conditions.join(", ") || words(one.trigger)}</span>,
  },
  { key: "state", title: "State", width: "110px", cell: (one) => <State {...markOf(one)} /> },
  { key: "signed", title: "Signed by", width: "minmax(100px,1fr)", from: 1000, cell: (one) => one.signed_by.join(", ") },
  { key: "until", title: "Until", width: "120px", from: 640, cell: (one) => <Moment at={one.not_after_unix_ms} className="text-dim" /> },
];

export default function PoliciesPage() {
  useTitle("Policies");
  const list = useList({ method: methods.listPolicies, rows: (answer) => answer.policies, idOf, order: "client" });
  const { change } = list;
  return (
    <div className="flex h-full min-h-0">
      <ListFrame list={list} one="policy" many="policies" keys={keys} placeholder="Filter: client:Harbour">
        <Grid
          {...list.grid}
          label="Policies"
          memory="policies"
          columns={columns}
          nameOf={itemsOf}
          onOpen={(one) => change({ open: idOf(one) })}
          card={(one) => <PolicyCard policy={one} />}
          empty={
            list.applied ? (
              <FilteredAway what="policy" clear={list.clear} />
            ) : (
              <NoneYet icon={ShieldCheck} title="No policy yet.">
                <p>
                  A policy lets machines do a few named things without anybody there: at night, or when an alert comes. Two people sign it with
                  steward-sign, and each machine keeps to its windows and its budget by itself.
                </p>
              </NoneYet>
            )
          }
        />
      </ListFrame>
    </div>
  );
}

function PolicyCard({ policy }: { policy: Policy }) {
  return (
    <span className="block min-w-0 leading-5">
      <span className="block truncate font-medium">{itemsOf(policy)}</span>
      <span className="flex min-w-0 items-center gap-2 text-xs text-dim">
        <State {...markOf(policy)} className="shrink-0" />
        <span className="truncate">{policy.client_name}</span>
      </span>
    </span>
  );
}
