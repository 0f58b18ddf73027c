// Turns that are offered to a colleague, in words.
import type { Shift, ShiftSwap } from "@/api/generated/schema";

export const swapStates: Record<string, { state: string; label: string }> = {
  offered: { state: "warning", label: "Offered" },
  taken: { state: "ok", label: "Taken" },
  declined: { state: "unknown", label: "Not taken" },
  withdrawn: { state: "unknown", label: "Taken back" },
  lapsed: { state: "unknown", label: "Not answered in time" },
  undone: { state: "unknown", label: "Undone" },
};

/// Whose move it is comes first: what waits for an answer, then what can be undone, then what was.
export function inOrder(swaps: readonly ShiftSwap[]): ShiftSwap[] {
  const rank = (one: ShiftSwap) => (one.state === "offered" ? 0 : one.allowed_actions.length > 0 ? 1 : 2);
  return [...swaps].sort((a, b) => rank(a) - rank(b) || a.from_unix_ms - b.from_unix_ms);
}

/// The turns of one person in one layer that begin in the future.
export function turnsOf(shifts: readonly Shift[], layer: number, account: string, now: number): Shift[] {
  return shifts.filter((one) => one.layer === layer && one.account_id === account && account !== "" && one.from_unix_ms > now);
}

/// What of a turn under way can still be given: from the next whole hour on.
export function restOf(shift: Shift, now: number): Shift {
  const hour = 3_600_000;
  return shift.from_unix_ms > now ? shift : { ...shift, from_unix_ms: Math.ceil((now + 1) / hour) * hour };
}
