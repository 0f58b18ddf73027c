// What the portal says to people who do not work with tickets. Pure.
import type { NowItem, Ticket, TicketClock } from "@/api/generated/schema";

const states: Record<string, string> = {
  new: "Received",
  triaged: "Received",
  assigned: "Somebody has it",
  in_progress: "Being worked on",
  waiting_client: "Waiting for your answer",
  waiting_vendor: "Waiting for a supplier",
  waiting_parts: "Waiting for parts",
  scheduled: "Planned",
  resolved: "Solved: please confirm",
  closed: "Closed",
  cancelled: "Withdrawn",
  merged: "Joined with another",
};
export const stateWords = (state: string): string => states[state] ?? "Open";
/// The same of a ticket: one that waits for a decision waits for nobody's answer.
export const standWords = (ticket: Pick<Ticket, "state" | "decision_awaited_of">): string =>
  ticket.decision_awaited_of ? `Waits for the decision of ${ticket.decision_awaited_of}` : stateWords(ticket.state);
/// Whether it waits for what somebody writes.
export const waitsForAnswer = (ticket: Pick<Ticket, "state" | "decision_awaited_of">): boolean =>
  ticket.state === "waiting_client" && !ticket.decision_awaited_of;

// The history does not know whether an answer was asked for or a decision.
const pastWords = (state: string): string => (state === "waiting_client" ? "Waiting for an answer" : stateWords(state));

/// A line of the history for whoever waits; "" where a move is none to them.
export function eventWords(text: string): string {
  const opened = /^Opened with priority (P\d)\.$/.exec(text);
  if (opened) return `We have it, with priority ${opened[1]}.`;
  if (text === "Reopened.") return "Open again.";
  const solved = /^Resolved \([^)]*\)(\.|: .*)$/s.exec(text);
  if (solved) return `Solved${solved[1]}`;
  const move = /^Moved from (.+?) to (.+?)( until .*)?\.$/.exec(text);
  if (!move) return text;
  const [from, to] = [move[1], move[2]].map((state) => pastWords(state.replaceAll(" ", "_")));
  return from === to && !move[3] ? "" : `${to}${move[3] ?? ""}.`;
}

const ended = new Set(["closed", "cancelled", "merged"]);
export const isOver = (state: string): boolean => ended.has(state);

const promises: Record<string, string> = {
  acknowledge: "Somebody takes it",
  first_response: "First answer",
  update: "News from us",
  mitigate: "It works again, perhaps provisionally",
  resolve: "Solution",
};
export const promiseWords = (kind: string): string => promises[kind] ?? kind;

/// The promise that a person looks for: missed and open first, then the one that is due next.
export function nextPromise(clocks: readonly TicketClock[]): TicketClock | undefined {
  const open = clocks.filter((clock) => !clock.stopped_at_unix_ms && clock.state !== "cancelled" && clock.due_at_unix_ms);
  return open.toSorted((a, b) => a.due_at_unix_ms - b.due_at_unix_ms)[0];
}

/// How far a trouble is, in words that promise no more than is known.
export function troubleWords(item: Pick<NowItem, "kind" | "state" | "ticket_id" | "owner">): string {
  if (item.kind === "unwatched_device") return "We have not heard from it: nobody knows how it is";
  if (item.state === "acknowledged") return "Known, being worked on";
  if (item.ticket_id) return "Known, a ticket is open";
  return "Seen just now";
}

const minute = 60,
  hour = 60 * minute,
  day = 24 * hour;
/// "4 h", "2 h 30 min", "3 days": a target as people say it.
export function targetWords(seconds: number): string {
  if (seconds < minute) return `${seconds} s`;
  if (seconds < hour) return `${Math.round(seconds / minute)} min`;
  if (seconds < 2 * day) {
    const minutes = Math.round((seconds % hour) / minute);
    return `${Math.floor(seconds / hour)} h${minutes ? ` ${minutes} min` : ""}`;
  }
  return `${Math.floor(seconds / day)} days`;
}

/// "12 of 13 kept"; nothing promised is no data, not 100 %.
export const keptWords = (kept: number, missed: number): string => (kept + missed === 0 ? "nothing was due" : `${kept} of ${kept + missed} kept`);

export const impacts = [
  { value: "limited", label: "Only me, or one or two people" },
  { value: "significant", label: "A team, or something that many need" },
  { value: "extensive", label: "Everybody, or a whole site" },
];
export const urgencies = [
  { value: "low", label: "It can wait", hint: "Nothing stands still." },
  { value: "medium", label: "It makes work harder", hint: "There is a way around it." },
  { value: "high", label: "Work stands still", hint: "Or the damage grows while we speak." },
];

/// What somebody typed to find something, as terms of the filter language: a word is a word, whatever signs it has.
export const plainWords = (text: string): string =>
  text
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => `"${word.replaceAll('"', "")}"`)
    .join(" ");

/// The ticket in one line under its title.
export function whoAndWhat(ticket: Pick<Ticket, "reference" | "requester_name" | "device_name">): string {
  return [ticket.reference, ticket.requester_name, ticket.device_name].filter(Boolean).join(" · ");
}

/// The months that can be looked at, the present one first: "2026-11".
export function monthsBefore(now: number, zone: string, count = 12): string[] {
  const parts = new Intl.DateTimeFormat("en-CA", { year: "numeric", month: "2-digit", timeZone: zone || "UTC" }).formatToParts(now);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const first = part("year") * 12 + part("month") - 1;
  return Array.from({ length: count }, (_, back) => {
    const month = first - back;
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}`;
  });
}
export function monthWords(month: string): string {
  const [year, number] = month.split("-").map(Number);
  return new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric", timeZone: "UTC" }).format(Date.UTC(year, number - 1, 15));
}
