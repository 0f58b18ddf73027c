// Words for what the API names by codes.
import { methods } from "@/api/client";
import type { ProblemsProblem as Problem } from "@/api/generated/schema";
import { span, words } from "@/ui/format";

export const touchedByProblem = [
  methods.getProblem,
  methods.listProblems,
  methods.listTicketProblems,
  methods.listMessages,
  methods.getTicket,
];
export const readsProblem = (now: Problem) => [methods.getProblem, { problem_id: now.problem_id }] as const;

const states: Record<string, string> = {
  opened: "Opened",
  investigating: "Looking for the cause",
  known_error: "Known error",
  fix_planned: "Fix planned",
  fixed: "Fixed, to be seen",
  verified: "Verified",
  closed: "Closed",
  closed_no_cause: "Closed without a cause",
};
export const stateLabel = (state: string) => states[state] ?? words(state);
export const problemStates = Object.keys(states);
export const labelOf = (problem: Pick<Problem, "state" | "withdrawn">) => (problem.withdrawn ? "Withdrawn" : stateLabel(problem.state));

const reasons: Record<string, string> = {
  pattern: "by the rule: three of the same in 90 days",
  major_incident: "by the rule: a major incident",
  person: "by a person",
  ticket: "with its ticket",
};
export const reasonLabel = (reason: string) => reasons[reason] ?? words(reason);

/// What the button says that makes the move.
const moves: Record<string, string> = {
  investigating: "Look for the cause",
  known_error: "Publish a workaround",
  fix_planned: "Plan the fix",
  fixed: "It is fixed",
  closed: "Close",
  closed_no_cause: "Close without a cause",
};
export const moveLabel = (state: string) => moves[state] ?? words(state);

const lines: Record<string, string> = {
  opened: "Opened",
  moved: "Moved",
  changed: "Written",
  linked: "Linked",
  unlinked: "Unlinked",
  came_back: "Came back",
};
export const lineLabel = (kind: string) => lines[kind] ?? words(kind);

const matches: Record<string, string> = {
  record: "This ticket carries the problem",
  linked: "The cause of this ticket",
  same_device: "A known error on this device",
  same_kind: "A known error of the same kind",
};
export const matchLabel = (match: string) => matches[match] ?? words(match);

/// "3 h 20 m" of recorded work; nothing when nothing was booked.
export const costWords = (seconds: number) => (seconds > 0 ? span(seconds * 1000) : "nothing booked");

// The mark that a state has on other pages, for states that mean as much.
const marks: Record<string, string> = {
  opened: "new",
  investigating: "in_progress",
  known_error: "pending",
  fix_planned: "scheduled",
  fixed: "resolved",
  verified: "completed",
  closed_no_cause: "cancelled",
};
export const markOf = (shown: Parameters<typeof labelOf>[0]) => ({
  state: shown.withdrawn ? "cancelled" : (marks[shown.state] ?? shown.state),
  label: labelOf(shown),
});
