// Words for what the API names by codes, and times of windows as fields take them.
import { methods } from "@/api/client";
import type { Change } from "@/api/generated/schema";
import { exactTime, words } from "@/ui/format";

export const touchedByChange = [
  methods.getChange,
  methods.listChanges,
  methods.getChangeCalendar,
  methods.listTicketChanges,
  methods.listMessages,
  methods.getTicket,
  methods.listApprovals,
];
export const readsChange = (now: Change) => [methods.getChange, { change_id: now.change_id }] as const;

const states: Record<string, string> = {
  draft: "Draft",
  assessed: "To be approved",
  approved: "Approved",
  rejected: "Rejected",
  scheduled: "Scheduled",
  implementing: "Under way",
  completed: "Done, to be reviewed",
  rolled_back: "Taken back",
  reviewed: "Reviewed",
};
export const changeStates = Object.keys(states);
export const stateLabel = (state: string) => states[state] ?? words(state);
export const labelOf = (change: Pick<Change, "state" | "withdrawn" | "type">): string => {
  if (change.withdrawn) return "Withdrawn";
  return change.state === "assessed" && change.type === "standard" ? "To be scheduled" : stateLabel(change.state);
};

const types: Record<string, string> = { standard: "Standard", normal: "Normal", emergency: "Emergency" };
export const typeLabel = (type: string) => types[type] ?? words(type);
export const choices = (values: readonly string[]) => values.map((value) => ({ value, label: words(value) }));

/// What the button says that makes the move.
const moves: Record<string, string> = {
  assessed: "It is assessed",
  approved: "Approved by word of mouth",
  scheduled: "Schedule",
  implementing: "Begin",
  completed: "It is done",
  rolled_back: "Take it back",
  reviewed: "Review",
};
export const moveLabel = (state: string, from = "") => (state === "scheduled" && from === "scheduled" ? "Another time" : (moves[state] ?? words(state)));

const lines: Record<string, string> = {
  drafted: "Drafted",
  moved: "Moved",
  changed: "Written",
  approved: "Approved by a second person",
  client_asked: "The client was asked",
  client_approved: "The client approved",
  client_rejected: "The client did not approve",
  client_withdrawn: "The question to the client was taken back",
  confirmed: "Written down",
  overdue: "Not written down",
  review_due: "Review due",
  cause_confirmed: "Was the cause",
  cause_rejected: "Was not the cause",
};
export const lineLabel = (kind: string) => lines[kind] ?? words(kind);

const verdicts: Record<string, string> = { probable: "Probable cause", confirmed: "The cause", rejected: "Not the cause" };
export const verdictLabel = (verdict: string) => verdicts[verdict] ?? words(verdict);

const answers: Record<string, string> = {
  not_needed: "not needed",
  not_asked: "not asked yet",
  pending: "asked, not decided",
  approved: "approved",
  rejected: "not approved",
  withdrawn: "the question was taken back",
};
export const clientAnswer = (state: string) => answers[state] ?? words(state);

/// "28 Nov 2026, 22:00 to 23:30", the day once where it is the same.
export function windowWords(from: number, until: number): string {
  const toMinute = (at: number) => exactTime(at).replace(/(\d\d:\d\d):\d\d/, "$1");
  const begin = toMinute(from);
  const end = toMinute(until);
  let same = 0;
  while (same < begin.length && begin[same] === end[same]) same += 1;
  const cut = begin.lastIndexOf(",", same);
  return cut > 0 && end.startsWith(begin.slice(0, cut + 1)) ? `${begin} to ${end.slice(cut + 1).trim()}` : `${begin} to ${end}`;
}

/// An amount in hundredths, "1250" or "1,250.50" typed by a person; undefined when it is none.
export function minorOf(text: string): number | undefined {
  const bare = text.replaceAll(/[\s,'’]/g, "");
  if (bare === "") return 0;
  if (!/^\d{1,9}(\.\d{1,2})?$/.test(bare)) return undefined;
  return Math.round(Number(bare) * 100);
}
export const amountWords = (minor: number, currency: string) => `${(minor / 100).toLocaleString("en", { minimumFractionDigits: 2 })} ${currency}`;

/// The next whole hour as a field for a day and a time takes it.
export const nextHour = (now: number) => Math.ceil((now + 1) / 3_600_000) * 3_600_000;

// The mark that a state has on other pages, for states that mean as much.
const marks: Record<string, string> = {
  draft: "new",
  assessed: "pending",
  approved: "resolved",
  rejected: "cancelled",
  implementing: "in_progress",
  rolled_back: "cancelled",
  reviewed: "closed",
};
export const markOf = (shown: Parameters<typeof labelOf>[0]) => ({
  state: shown.withdrawn ? "cancelled" : (marks[shown.state] ?? shown.state),
  label: labelOf(shown),
});
