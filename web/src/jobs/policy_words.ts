// Words for standing policies, and what is asked for when an item of one is run. Pure.
import type { Policy, PolicyRing, PolicyRun } from "@/api/generated/schema";
import { counted, words } from "@/ui/format";

const marks: Record<string, { state: string; label: string }> = {
  in_force: { state: "active", label: "In force" },
  over: { state: "stale", label: "Over" },
  replaced: { state: "stale", label: "Replaced" },
};
export const policyMark = (policy: Pick<Policy, "state">) => marks[policy.state] ?? { state: "unknown", label: words(policy.state || "unknown") };

export const itemWords = (policy: Pick<Policy, "items">): string => policy.items.map((item) => item.name).join(", ");

/// Where its budget stands: every machine counts for itself.
export const budgetWords = (policy: Pick<Policy, "runs_a_day" | "most_runs_today">): string =>
  policy.runs_a_day > 0
    ? `${counted(policy.runs_a_day, "run", "runs")} a day on each machine${policy.most_runs_today > 0 ? `, ${policy.most_runs_today} at most taken` : ""}`
    : "none, so that it never runs";

/// A machine is in the ring of its signed tag.
export const ringWords = ({ ring, wait_hours }: PolicyRing): string =>
  `ring-${ring}: ${wait_hours === 0 ? "at once" : wait_hours % 24 === 0 ? counted(wait_hours / 24, "day", "days") : counted(wait_hours, "hour", "hours")}`;

export const ranWords = ({ runs, failures }: Pick<Policy, "runs" | "failures">): string =>
  runs === 0 ? "never" : `${counted(runs, "time", "times")}${failures > 0 ? `, ${failures} failed` : ""}`;

/// The same with how much of it was in the last 24 hours.
export const ranLatelyWords = (policy: Pick<Policy, "runs" | "failures" | "runs_today">): string =>
  `${ranWords(policy)}${policy.runs_today > 0 ? `; ${policy.runs_today} in the last 24 hours` : ""}`;

/// What is wrong with a value of an item, in one sentence. A range stands in `about`: "1 to 30".
export function rangeProblem(parameter: { kind: string; about: string; choices: readonly string[] }, value: string): string | undefined {
  if (!value) return "This one has to be given.";
  if (parameter.kind === "choice") return parameter.choices.includes(value) ? undefined : "One of the choices.";
  const range = /^(-?\d+) to (-?\d+)$/.exec(parameter.about);
  if (!/^-?\d+$/.test(value)) return "A whole number.";
  return range && (Number(value) < Number(range[1]) || Number(value) > Number(range[2])) ? `From ${parameter.about}.` : undefined;
}

export const isRunOpen = (run: Pick<PolicyRun, "state">): boolean => ["requested", "signed", "delivered", "started"].includes(run.state);
