// Words for standing policies, and what is asked for when an item of one is run. Pure.
import type { Policy, PolicyRing, PolicyRun } from "@/api/generated/schema";
import { counted, words } from "@/ui/format";

const marks: Record<string, { state: string; label: string }> = {
  in_force: { state: "active", label: "In force" },
  partly: { state: "warning", label: "Not everywhere" },
  refused: { state: "warning", label: "Refused" },
  waiting: { state: "pending", label: "On its way" },
  stopped: { state: "failed", label: "Stopped" },
  over: { state: "stale", label: "Over" },
};
export const policyMark = (policy: Pick<Policy, "state">) => marks[policy.state] ?? { state: "unknown", label: words(policy.state || "unknown") };

/// How many machines have it: those that it names, or, where it names tags, those that said so.
export const heldWords = ({ held_on, refused_on, devices }: Pick<Policy, "held_on" | "refused_on" | "devices">): string =>
  `${devices > 0 ? `${held_on} of ${counted(devices, "machine", "machines")}` : counted(held_on, "machine", "machines")}${
    refused_on > 0 ? `; ${refused_on} ${refused_on === 1 ? "refuses" : "refuse"} it` : ""
  }`;

/// Whom it is for: what it names, or, where it names tags, the machines that said so.
export function reachWords({ devices, reached, silent }: Pick<Policy, "devices" | "reached" | "silent">): string {
  if (devices > 0) return `${counted(devices, "machine", "machines")} by name`;
  const rest = silent > 0 ? `; ${counted(silent, "machine has", "machines have")} not said yet whether it is for them` : "";
  return `machines with its tags, ${reached} so far${rest}`;
}

/// How far first aid goes at once.
export function turnsWords({ at_once, waiting }: Pick<Policy, "at_once" | "waiting">): string {
  const queue = waiting === 0 ? "" : waiting === 1 ? "; 1 waits for its turn" : `; ${waiting} wait for their turn`;
  return `on ${counted(at_once, "machine", "machines")} at once${queue}; stops when a tenth fails`;
}

export const withoutMark = ({ state }: { state: string }) =>
  state === "refused" ? { state: "warning", label: "Refused" } : { state: "pending", label: "Waits" };
/// Beside a mark that says already that it is refused.
export const withoutWords = (said: string): string => said.replace(/^Refused: /, "");

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

export const isRunOpen = (run: Pick<PolicyRun, "state">): boolean => ["requested", "waiting", "signed", "delivered", "started"].includes(run.state);
