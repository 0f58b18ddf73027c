// What is said of approvals. Pure.
import type { Approval } from "@/api/generated/schema";

export const approvalKinds = [
  { value: "access", label: "Access" },
  { value: "purchase", label: "Purchase" },
  { value: "change", label: "Change" },
  { value: "other", label: "Something else" },
];

const states: Record<string, { state: string; label: string }> = {
  pending: { state: "pending", label: "Waits for a decision" },
  approved: { state: "ok", label: "Approved" },
  rejected: { state: "critical", label: "Not approved" },
  withdrawn: { state: "cancelled", label: "Taken back" },
  not_needed: { state: "closed", label: "No longer needed" },
};
export const stateOf = (state: string) => states[state] ?? { state: "unknown", label: state };

// Whole numbers of 64 bits come as texts.
export function costWords(minor_units: string | number, currency: string): string {
  const minor = Number(minor_units);
  if (!minor) return "";
  try {
    return new Intl.NumberFormat(typeof navigator === "undefined" ? "en" : navigator.language, { style: "currency", currency }).format(
      minor / 100,
    );
  } catch {
    return `${(minor / 100).toFixed(2)} ${currency}`;
  }
}

export { minorOf } from "@/ui/money";

export const ruleWords = (approval: Pick<Approval, "rule" | "approvers">) =>
  approval.approvers.length < 2 ? "" : approval.rule === "any" ? "One of them is enough" : "All of them must say yes";
