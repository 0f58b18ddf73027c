// Words of the room for people. The server decides; nothing here judges.
import type { ClientReport, Evidence, Proactivity, Score } from "@/api/generated/schema";
import { count, counted, decimal, span } from "@/ui/format";

interface Look {
  label: string;
  tone: string;
  meaning: string;
}

const looks: Record<string, Look> = {
  proactive: {
    label: "Proactive",
    tone: "bg-ok-bg text-ok",
    meaning: "We had acted at least a minute before anybody told us, or nobody had to.",
  },
  seen_not_acted: {
    label: "Seen, not acted on",
    tone: "bg-warn-bg text-warn",
    meaning: "It was detected before anybody told us, but nobody had acted a minute before.",
  },
  client_first: {
    label: "Client first",
    tone: "bg-crit-bg text-crit",
    meaning: "The client told us before, or in the moment in which, it was detected.",
  },
  undecided: {
    label: "Not decided",
    tone: "bg-hover text-dim",
    meaning: "Nobody reported it; the verdict comes a day after it was restored.",
  },
};

export const verdictLook = (verdict: string): Look => looks[verdict] ?? { label: verdict, tone: "bg-hover text-dim", meaning: "" };
export const verdictChoices = ["client_first", "seen_not_acted", "proactive"].map((value) => ({ value, label: verdictLook(value).label }));

const sources: Record<string, string> = {
  alert_first_seen: "the alert's first measurement",
  alert_opened: "an alert",
  incident_opened: "the incident was opened",
  ticket_opened: "a ticket was opened",
  alert_acknowledged: "somebody took the alert",
  client_report: "a person told us",
  technician_saw: "our own people saw it",
  vendor_told: "a vendor told us",
  work_began: "somebody began to work on it",
};
export const sourceWords = (evidence: Evidence): string => sources[evidence.source] ?? evidence.source;

const exclusions: Record<string, string> = {
  discarded: "discarded: nothing was disturbed",
  planned_work: "planned work",
  no_fault_found: "no fault found",
  question: "a question or request, no problem",
  transient: "went away within ten minutes by itself",
  prevention_unproven: "prevented, but not proven: no date within 30 days, or the prediction no longer stood",
  noise_guard: "the second of its device and check within 24 hours",
  noisy_check: "its check is rarely worth it (under 30 % in six months)",
  no_resolution_code: "no resolution code",
};
export const exclusionWords = (exclusion: string): string => exclusions[exclusion] ?? exclusion;

/// "56.4: device 50, closeness 6.4"
export function scoreWords(score: Score): string {
  const parts = (["device", "service", "site", "category", "closeness", "text"] as const).filter((part) => score[part] > 0);
  return `${decimal(score.total)}: ${parts.map((part) => `${part} ${decimal(score[part])}`).join(", ")}`;
}

/// What counts for a disturbance, and apart from it what is only proposed: "1 report, 2 more proposed".
export const reportsWords = (linked: number, proposed: number): string =>
  counted(linked, "report", "reports") + (proposed > 0 ? `, ${count(proposed)} more proposed` : "");

/// How a report belongs to the disturbance `id`. Until somebody decides, what is proposed for another one counts where it is.
export function linkWords(report: ClientReport, id: string): string {
  if (report.disturbance_id !== id) return "Proposed, counts only when confirmed";
  if (report.state === "proposed") return "Counts here, but proposed for another disturbance";
  if (!report.linked_by) return "Linked";
  return `Linked by ${report.linked_by === "rule" ? "the rule" : report.linked_by}`;
}

/// One decimal, half up.
export const shown = (value: number): string => decimal(Math.floor(value * 10 + 0.5 + 1e-9) / 10);

/// What K01 says: a percentage only from ten on.
export function ratioWords(figures: Proactivity): string {
  if (!figures.has_data) return "no data";
  return figures.enough ? `${shown(figures.percent)} %` : "too few";
}

export const leadWords = (seconds: number): string => `${span(seconds * 1000)} ahead`;
