// Words of alerts for people, and when a snooze ends. Pure.
import type { FilterKey } from "@/ui/filter_words";

export const alertStates = ["open", "acknowledged", "suppressed", "cleared", "closed"] as const;

export const alertViews = [
  { name: "Open", query: "state:open,acknowledged" },
  { name: "Not taken", query: "state:open" },
  { name: "Urgent", query: "state:open,acknowledged priority:P1,P2" },
  { name: "Held back", query: "state:suppressed" },
  { name: "Just cleared", query: "state:cleared" },
  { name: "All", query: "" },
];
export const firstAlertView = alertViews[0].query;

export const alertFilterKeys: readonly FilterKey[] = [
  { key: "state", hint: "where it stands", values: alertStates },
  { key: "priority", hint: "P1 is the most urgent", values: ["P1", "P2", "P3", "P4"] },
  { key: "severity", hint: "of the condition", values: ["critical", "warning"] },
  { key: "client", hint: "name of the client" },
  { key: "device", hint: "name of the device" },
  {
    key: "check",
    hint: "code of the check",
    values: ["A01", "A02", "A04", "S01", "S02", "S03", "S04", "S05", "S06", "S12", "S13", "S14", "W01"],
  },
  { key: "item", hint: "volume, service" },
  { key: "ticket", hint: "its reference" },
  { key: "by", hint: "who took it" },
  { key: "opened", hint: "how long ago: opened>2d", numeric: true },
  { key: "observed", hint: "age of the evidence: observed>10m", numeric: true },
  { key: "occurrences", hint: "how often it came back", numeric: true },
];

const rules: Record<string, string> = {
  R6: "its collector is silent",
  R7: "a maintenance window is open",
  R11: "another alert already says so",
};
export const ruleWords = (rule: string): string => rules[rule] ?? `rule ${rule}`;

const reasons: Record<string, string> = {
  recovered: "Recovered",
  fixed: "Fixed",
  false_alarm: "False alarm",
  tuned: "Check tuned",
  maintenance: "Went away during maintenance",
  decommissioned: "Device is gone",
};
export const reasonWords = (reason: string): string => reasons[reason] ?? reason;

const hour = 3_600_000;
export interface SnoozeChoice {
  value: string;
  label: string;
  until: (now: number) => number;
}
// In the viewer's own zone: "tomorrow at 8" is when they sit down again.
const morning = (now: number, days: number) => {
  const at = new Date(now);
  at.setDate(at.getDate() + days);
  at.setHours(8, 0, 0, 0);
  return at.getTime();
};
export const snoozeChoices: readonly SnoozeChoice[] = [
  { value: "1h", label: "1 hour", until: (now) => now + hour },
  { value: "4h", label: "4 hours", until: (now) => now + 4 * hour },
  { value: "morning", label: "Tomorrow at 8", until: (now) => morning(now, 1) },
  { value: "monday", label: "Monday at 8", until: (now) => morning(now, (8 - new Date(now).getDay()) % 7 || 7) },
  { value: "week", label: "One week", until: (now) => now + 7 * 24 * hour },
];

/// The shortest reason that the server takes.
export const shortestReason = 10;
export const isReason = (text: string): boolean => new TextEncoder().encode(text.trim()).length >= shortestReason;
