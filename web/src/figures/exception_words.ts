// Words about what a person took out of the figures, or judged otherwise than the rule.
import type { FigureException } from "@/api/generated/schema";

const kinds: Record<string, string> = {
  kind_changed: "Kind of a ticket changed",
  ticket_cancelled: "Ticket cancelled after a missed promise",
  priority_lowered: "Priority of a ticket lowered",
  verdict: "Verdict on who knew first changed",
  relink: "Report moved to another disturbance",
  exclusion: "Lost disturbance left out of the count",
  alert_dismissed: "P1 or P2 alert dismissed",
};
const ofTickets = new Set(["kind_changed", "ticket_cancelled", "priority_lowered"]);
/// Decided in the desk; the others in the room of who knew first.
export const isOfTicket = (kind: string): boolean => ofTickets.has(kind);
export const exceptionKind = (kind: string): string => kinds[kind] ?? kind;

const states: Record<string, { state: string; label: string }> = {
  pending: { state: "pending", label: "Waits for a second person" },
  agreed: { state: "completed", label: "Agreed" },
  refused: { state: "cancelled", label: "Refused" },
  noted: { state: "completed", label: "Noted" },
};
export const exceptionState = (state: string): { state: string; label: string } => states[state] ?? { state, label: state };

const inWords = (code: string): string => code.replaceAll("_", " ");

/// What was what, and what it became: "incident to internal; missed: first response, resolve".
export function changeWords(one: FigureException): string {
  const change = one.from === one.to ? "" : `${inWords(one.from)} to ${inWords(one.to)}`;
  const detail = !one.detail ? "" : isOfTicket(one.kind) ? `missed: ${inWords(one.detail).replaceAll(",", ", ")}` : `as ${inWords(one.detail)}`;
  return [change, detail].filter(Boolean).join("; ");
}

/// "3 exceptions in this month, 1 of them without a second person yet."
export function exceptionCount(all: number, pending: number): string {
  if (all === 0) return "No exceptions in this month.";
  const waits = pending === 0 ? "" : `, ${pending} of them without a second person yet`;
  return `${all} ${all === 1 ? "exception" : "exceptions"} in this month${waits}.`;
}
