import { expect, test } from "vitest";
import type { ClientRecoverability, ProofPlan } from "@/api/generated/schema";
import { dueProofs, lateProofs, proofDays } from "./proof_days";

const at = (day: number, hour = 12) => new Date(2026, 10, day, hour).getTime();
const plan = (more: Partial<ProofPlan>) =>
  ({
    proof_plan_id: "p",
    item_id: "erp",
    item_name: "ERP",
    client_name: "Harbour",
    criticality: "C1",
    device_name: "restore-1",
    ended: false,
    next_at_unix_ms: at(10),
    due_at_unix_ms: at(17),
    waits_for: "",
    ...more,
  }) as ProofPlan;
const client = (items: object[]) => ({ client_name: "Harbour", items }) as unknown as ClientRecoverability;
const times = { valid_until_unix_ms: at(20), proven_at_unix_ms: at(1) };
const proven = { item_id: "erp", item_name: "ERP", criticality: "C1", proven: true, why: "", proof_plans: 1, test_id: "t", ...times };
const never = { ...proven, item_id: "files", item_name: "Files", proven: false, test_id: "", proof_plans: 0 };

test("a plan is on two days, and a proof on the day on which it counts no more", () => {
  const days = proofDays(2026, 10, dueProofs([plan({})], [client([proven])]));
  const on = (day: number) => days.find((one) => one.at === at(day, 0))?.proofs.map((one) => one.kind);
  expect([on(10), on(17), on(20), on(21)]).toEqual([["begins"], ["due"], ["runs_out"], []]);
});

test("what has ended, or has no time, is on no day", () => {
  expect(dueProofs([plan({ ended: true }), plan({ next_at_unix_ms: 0, due_at_unix_ms: 0 })], [])).toEqual([]);
  expect(dueProofs([], [client([{ ...proven, proven: false }])])).toEqual([]);
});

test("what was never restored stands among what is late, before all that was", () => {
  const over = { ...proven, item_id: "mail", item_name: "Mail", proven: false, valid_until_unix_ms: 0 };
  const late = lateProofs([], [client([over, never])], at(15));
  expect(late.map((one) => one.item)).toEqual(["Files", "Mail"]);
  expect(late[0]).toMatchObject({ isTested: false, isPlanned: false });
});

test("an overdue test of an item that K20 does not count is late too, and none is named twice", () => {
  const other = plan({ item_id: "other", item_name: "Other", criticality: "C3", due_at_unix_ms: at(3) });
  const late = lateProofs([other, plan({ due_at_unix_ms: at(3) })], [client([{ ...proven, proven: false }])], at(15));
  expect(late.map((one) => one.item)).toEqual(["ERP", "Other"]);
  expect(lateProofs([plan({ due_at_unix_ms: at(16) })], [client([proven])], at(15))).toEqual([]);
});
