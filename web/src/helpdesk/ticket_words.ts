// Words and rules of tickets that the screen needs before the server answers. Pure.
import type { Ticket } from "@/api/generated/schema";
import type { Choice } from "@/ui/field";
import type { FilterKey } from "@/ui/filter_words";
import { stateLabel } from "@/ui/status";

export const ticketViews = [
  { name: "Open", query: "is:open" },
  { name: "Mine", query: "is:open assignee:me" },
  { name: "Nobody's", query: "is:open assignee:none" },
  { name: "Urgent", query: "is:open priority:P1,P2" },
  { name: "Waiting", query: "state:waiting_client,waiting_vendor,waiting_parts,scheduled" },
  { name: "Resolved", query: "state:resolved" },
  { name: "All", query: "" },
];

const states = [
  "new",
  "triaged",
  "assigned",
  "in_progress",
  "waiting_client",
  "waiting_vendor",
  "waiting_parts",
  "scheduled",
  "resolved",
  "closed",
  "cancelled",
  "merged",
];
export const isState = (action: string): boolean => states.includes(action);

export const ticketFilterKeys: readonly FilterKey[] = [
  { key: "is", hint: "open or closed", values: ["open", "closed"] },
  { key: "state", hint: "where it stands", values: states },
  { key: "priority", hint: "P1 is the most urgent", values: ["P1", "P2", "P3", "P4"] },
  { key: "assignee", hint: "who does it", values: ["me", "none"] },
  { key: "queue", hint: "which queue", values: ["service desk", "alerts"] },
  { key: "client", hint: "name of the client" },
  { key: "device", hint: "name of the device" },
  { key: "requester", hint: "who asked" },
  { key: "kind", hint: "incident, request, change ...", values: ["incident", "request", "change", "problem", "lifecycle", "project_task", "internal"] },
  { key: "category", hint: "what it is about: category:network*" },
  { key: "tag", hint: "one of its tags" },
  { key: "watcher", hint: "who watches it", values: ["me"] },
  { key: "parent", hint: "number of the ticket that it is part of" },
  { key: "source", hint: "how it came", values: ["alert", "phone", "email", "portal", "chat", "walk_up", "vendor", "scheduled", "qbr", "audit"] },
  { key: "created", hint: "how long ago: created>2d", numeric: true },
  { key: "changed", hint: "last change: changed<1h", numeric: true },
];

export const kinds: readonly Choice[] = [
  { value: "incident", label: "Incident: something is broken" },
  { value: "request", label: "Request: something is wanted" },
  { value: "change", label: "Change: something will be altered" },
  { value: "problem", label: "Problem: the cause behind incidents" },
  { value: "lifecycle", label: "Joiner, mover or leaver" },
  { value: "project_task", label: "Task of a project" },
  { value: "internal", label: "Internal: not shown to the client" },
];
export const sources: readonly Choice[] = [
  { value: "phone", label: "Phone" },
  { value: "email", label: "E-mail" },
  { value: "walk_up", label: "In person" },
  { value: "portal", label: "Portal" },
  { value: "chat", label: "Chat" },
  { value: "vendor", label: "Vendor" },
  { value: "qbr", label: "Business review" },
  { value: "audit", label: "Audit" },
];
export const impacts: readonly Choice[] = [
  { value: "extensive", label: "Extensive: the whole client" },
  { value: "significant", label: "Significant: a group or a service" },
  { value: "limited", label: "Limited: one person" },
];
export const urgencies: readonly Choice[] = [
  { value: "high", label: "High: work stands still" },
  { value: "medium", label: "Medium: work is harder" },
  { value: "low", label: "Low: it can wait" },
];
export const priorities = ["P1", "P2", "P3", "P4"] as const;

const matrix: Record<string, Record<string, string>> = {
  extensive: { high: "P1", medium: "P2", low: "P3" },
  significant: { high: "P2", medium: "P3", low: "P4" },
  limited: { high: "P3", medium: "P4", low: "P4" },
};
/// The priority that impact and urgency make; the server decides, and knows who is a VIP.
export const matrixPriority = (impact: string, urgency: string): string => matrix[impact]?.[urgency] ?? "P4";

const resolutionLabels: Record<string, string> = {
  fixed: "Fixed",
  workaround: "Workaround given",
  auto_fixed: "Went away by itself",
  vendor_fixed: "Fixed by the vendor",
  replaced: "Replaced",
  prevented: "Prevented",
  fulfilled: "Fulfilled",
  answered: "Answered",
  no_fault_found: "No fault found",
  planned_work: "Planned work",
  transient: "Short disturbance",
  discarded: "Discarded",
};
export const resolutions: readonly Choice[] = Object.entries(resolutionLabels).map(([value, label]) => ({ value, label }));
/// Nobody chooses "no_reply": the clock resolves by it.
export const resolutionWords = (code: string): string => (code === "no_reply" ? "No reply" : (resolutionLabels[code] ?? code));

/// Where it stands, when that says more than its state: whose decision it waits for.
export const standWords = (ticket: Pick<Ticket, "decision_awaited_of">): string | undefined =>
  ticket.decision_awaited_of ? `Waits for the decision of ${ticket.decision_awaited_of}` : undefined;

/// The same where there is little room.
export const standShortly = (ticket: Pick<Ticket, "decision_awaited_of">): string | undefined =>
  ticket.decision_awaited_of ? `Decision of ${ticket.decision_awaited_of}` : undefined;

const moves: Record<string, string> = {
  triaged: "Mark as triaged",
  assigned: "Mark as assigned",
  in_progress: "Start work",
  waiting_client: "Ask the client",
  waiting_vendor: "Wait for a vendor",
  waiting_parts: "Wait for parts",
  scheduled: "Schedule",
  resolved: "Resolve",
  closed: "Close",
  cancelled: "Cancel",
};
/// What moving to a state is called, seen from where the ticket stands now.
export function moveLabel(to: string, from: string): string {
  if (to === "in_progress" && (from === "resolved" || from === "closed")) return "Reopen";
  if (to === "in_progress" && (from.startsWith("waiting_") || from === "scheduled")) return "Go on";
  return moves[to] ?? stateLabel(to);
}

/// What a move needs from the person: the server refuses it without.
export type MoveNeeds = "nothing" | "category" | "message" | "vendor" | "reason" | "resolution" | "date";
export function moveNeeds(to: string, lacksCategory = false): MoveNeeds {
  if (to === "triaged" && lacksCategory) return "category";
  if (to === "waiting_client") return "message";
  if (to === "waiting_vendor") return "vendor";
  if (to === "cancelled") return "reason";
  if (to === "waiting_parts" || to === "scheduled") return "date";
  return to === "resolved" ? "resolution" : "nothing";
}

/// Whether moving back takes a move back whole. The other ways back leave something: the client was asked,
/// a reopening counts.
export const takesBack = (from: string, to: string): boolean => from === "in_progress" && to === "waiting_vendor";
/// What cannot be taken back, or goes out to the client, waits for the undo window.
export const movesLater = (to: string): boolean => to in later;
const later: Record<string, string> = { closed: "Closing", resolved: "Resolving", cancelled: "Cancelling", waiting_client: "Asking the client of" };
/// "Closing TIC-2026-00012"
export const laterWords = (to: string, what: string): string => `${later[to] ?? moveLabel(to, "")} ${what}`;

/// The move that comes next on the usual way, for the button that stands out.
const usual = ["closed", "resolved", "in_progress", "triaged"];
export const usualMove = (allowed: readonly string[]): string | undefined => usual.find((state) => allowed.includes(state));

/// The moves of every day have a key each; `b` goes on from where the ticket stands: triage, begin, go on, reopen or close.
export const keyOfMove: Record<string, string> = { resolved: "d", waiting_client: "q", scheduled: "s" };
export const nextMove = (allowed: readonly string[]): string | undefined =>
  ["in_progress", "triaged", "closed"].find((state) => allowed.includes(state));

/// The shortest reason, in letters that are not blanks.
export const shortestReason = 10;
export const isReason = (text: string): boolean => text.replaceAll(/\s/g, "").length >= shortestReason;
