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

/// What a person typed as an amount, in minor units; nothing when it is no amount.
export function minorOf(text: string): number | undefined {
  const plain = text
    .trim()
    .replace(/['’\s]/g, "")
    .replace(",", ".");
  if (!/^\d{1,9}(\.\d{0,2})?$/.test(plain)) return undefined;
  return Math.round(Number(plain) * 100);
}

export const ruleWords = (approval: Pick<Approval, "rule" | "approvers">) =>
  approval.approvers.length < 2 ? "" : approval.rule === "any" ? "One of them is enough" : "All of them must say yes";
