// Words for levels and hand-overs.
import { methods } from "@/api/client";
import type { EscalationMove, EscalationPlace } from "@/api/generated/schema";

export const touchedByHanding = [
  methods.getTicketEscalation,
  methods.getTicket,
  methods.listTickets,
  methods.listMessages,
  methods.listRuns,
];

const paths: Record<string, string> = { functional: "", skill: "Skill: ", hierarchical: "Call: " };
export const placeLabel = (place: Pick<EscalationPlace, "path" | "label" | "is_current">): string =>
  `${paths[place.path] ?? ""}${place.label}${place.is_current ? " (it is there now)" : ""}`;

export const moveSentence = (move: Pick<EscalationMove, "from" | "to" | "why" | "by" | "account_name">): string =>
  `${move.from && move.from !== move.to ? `${move.from} to ` : "To "}${move.to}${move.account_name ? ` (${move.account_name})` : ""}, ${
    move.why === "no_progress" ? "by itself" : `by ${move.by}`
  }`;

export const handOverStates: Record<string, { state: string; label: string }> = {
  planned: { state: "unknown", label: "Planned" },
  due: { state: "warning", label: "Not confirmed yet" },
  late: { state: "critical", label: "Late" },
  confirmed: { state: "ok", label: "Confirmed" },
};

const promises: Record<string, string> = {
  acknowledge: "take it",
  first_response: "first answer",
  update: "update to the client",
  mitigate: "way to work on",
  resolve: "solution",
};
export const promiseLabel = (kind: string): string => promises[kind] ?? kind;
