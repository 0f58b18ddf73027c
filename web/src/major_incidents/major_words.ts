// Words for what the API names by codes.
import { methods } from "@/api/client";
import type { MajorIncident } from "@/api/generated/schema";
import { words } from "@/ui/format";

export type Act = "tell" | "log" | "restore" | "end_note" | "review";
export const touched = [methods.listMajorIncidents, methods.getMajorIncident, methods.listMessages];

const reasons: Record<string, string> = {
  p1: "P1 of extensive impact",
  long_p1: "P1 for 30 minutes",
  data_loss: "data may be lost",
  data_left: "data may have left",
  decision: "by a person's decision",
};
export const reasonLabel = (reason: string) => reasons[reason] ?? words(reason);

const lines: Record<string, string> = {
  declared: "Declared",
  log: "Log",
  update: "Told the client",
  holding: "The program told the client",
  commander: "Lead",
  communicator: "Writes to the client",
  reopened: "It came back",
  action: "Action",
  restored: "It works again",
  end_note: "End note",
  review: "Review",
};
export const lineLabel = (kind: string) => lines[kind] ?? words(kind);

const told: Record<string, string> = {
  handed_over: "in the ticket and by mail to the named person",
  nobody_named: "in the ticket; the client named nobody for such news",
  no_address: "in the ticket; the named person has no address",
};
export const toldLabel = (state: string) => told[state] ?? words(state);

const states: Record<string, string> = { open: "Running", restored: "Restored", reviewed: "Reviewed" };
export const stateLabel = (state: string) => states[state] ?? words(state);

/// Whether a day ("2026-12-05") is over.
export const isLate = (day: string, now: number): boolean => day !== "" && day < new Date(now).toISOString().slice(0, 10);

type Owed = Pick<
  MajorIncident,
  | "state"
  | "next_update_at_unix_ms"
  | "update_overdue"
  | "end_note_at_unix_ms"
  | "end_note_due_unix_ms"
  | "end_note_overdue"
  | "review_due_unix_ms"
  | "review_overdue"
  | "open_actions"
  | "late_actions"
>;
/// What is owed next, and until when; nothing when all was done.
export function dueOf(incident: Owed): { what: string; at: number; late: boolean } | undefined {
  if (incident.state === "open") return { what: "Update", at: incident.next_update_at_unix_ms, late: incident.update_overdue };
  if (!incident.end_note_at_unix_ms) return { what: "End note", at: incident.end_note_due_unix_ms, late: incident.end_note_overdue };
  if (incident.state === "restored") return { what: "Review", at: incident.review_due_unix_ms, late: incident.review_overdue };
  if (incident.open_actions === 0) return undefined;
  const what = `${incident.open_actions} ${incident.open_actions === 1 ? "action" : "actions"} open`;
  return { what: incident.late_actions > 0 ? `${what}, ${incident.late_actions} late` : what, at: 0, late: incident.late_actions > 0 };
}

/// "12:05" until then, "-0:40" after it.
export function countdown(left: number): string {
  const seconds = Math.floor(Math.abs(left) / 1000);
  const text = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return left < 0 ? `-${text}` : text;
}
