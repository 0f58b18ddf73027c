// What is due on which day: tests that begin, that have to be there, proofs that run out; and what is late already. Pure.
import type { ClientRecoverability, ItemRecoverability, ProofPlan } from "@/api/generated/schema";
import { monthDays, type MonthDay } from "@/ui/calendar";

export interface DueProof {
  key: string;
  at: number;
  kind: "begins" | "due" | "runs_out";
  item_id: string;
  item: string;
  client: string;
  about: string; // in words, after the item's name
}
export interface ProofDay extends MonthDay {
  proofs: DueProof[];
}
export interface LateProof {
  item_id: string;
  item: string;
  client: string;
  criticality: string;
  isTested: boolean; // whether anything of it was ever restored
  why: string;
  isPlanned: boolean;
}

/// Of the living plans when they begin and are due, of the proofs that count now when they count no more.
export function dueProofs(plans: readonly ProofPlan[], clients: readonly ClientRecoverability[]): DueProof[] {
  const found: DueProof[] = [];
  for (const plan of plans.filter((one) => !one.ended)) {
    const of = { item_id: plan.item_id, item: plan.item_name, client: plan.client_name };
    const add = (kind: DueProof["kind"], at: number, about: string) => {
      if (at > 0) found.push({ key: `${kind} ${plan.proof_plan_id}`, at, kind, ...of, about });
    };
    add("begins", plan.next_at_unix_ms, `test on ${plan.device_name}`);
    add("due", plan.due_at_unix_ms, "test due");
  }
  for (const { client_name: client, items } of clients)
    for (const { item_id, item_name: item, proven, valid_until_unix_ms: at } of items)
      if (proven && at > 0) found.push({ key: `runs_out ${item_id}`, at, kind: "runs_out", item_id, item, client, about: "proof runs out" });
  return found.toSorted((a, b) => a.at - b.at || a.key.localeCompare(b.key));
}

export const proofDays = (year: number, month: number, proofs: readonly DueProof[]): ProofDay[] =>
  monthDays(year, month).map(({ at, next, inMonth }) => ({ at, next, inMonth, proofs: proofs.filter((one) => one.at >= at && one.at < next) }));

/// Items of C1 and C2 without a proof that counts, those never restored first; and plans of others whose test is late.
export function lateProofs(plans: readonly ProofPlan[], clients: readonly ClientRecoverability[], now: number): LateProof[] {
  const unproven = clients.flatMap((client) => client.items.filter((item) => !item.proven).map((item) => lateOf(client.client_name, item)));
  const named = new Set(unproven.map((one) => one.item_id));
  const overdue = plans
    .filter((plan) => !plan.ended && plan.due_at_unix_ms > 0 && plan.due_at_unix_ms < now && !named.has(plan.item_id))
    .map(
      (plan): LateProof => ({
        item_id: plan.item_id,
        item: plan.item_name,
        client: plan.client_name,
        criticality: plan.criticality,
        isTested: true,
        why: plan.waits_for || "The test that was due has not come to a result.",
        isPlanned: true,
      }),
    );
  const order = (a: LateProof, b: LateProof) =>
    a.criticality.localeCompare(b.criticality) || Number(a.isTested) - Number(b.isTested) || a.item.localeCompare(b.item);
  return [...unproven, ...overdue].toSorted(order);
}

const lateOf = (client: string, item: ItemRecoverability): LateProof => ({
  item_id: item.item_id,
  item: item.item_name,
  client,
  criticality: item.criticality,
  isTested: item.test_id !== "",
  why: item.why,
  isPlanned: item.proof_plans > 0,
});
