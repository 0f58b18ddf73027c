// Words for what the API names by codes, and what of a job is worked out on the page.
import { methods } from "@/api/client";
import type { Job, JobAction, JobTarget } from "@/api/generated/schema";
import { counted, words } from "@/ui/format";

export const touchedByJob = [methods.listJobs, methods.getJob, methods.listJobTargets, methods.listDeviceJobs];
export const readsJob = (now: Job) => [methods.getJob, { job_id: now.job_id }] as const;

interface Mark {
  state: string; // the mark that means as much on other pages
  label: string;
}

const jobMarks: Record<string, Mark> = {
  drafted: { state: "new", label: "To be signed" },
  pending_approval: { state: "pending", label: "To be approved" },
  approved: { state: "new", label: "Approved, to be signed" },
  queued: { state: "pending", label: "Signed" },
  dispatched: { state: "in_progress", label: "On its way" },
  running: { state: "in_progress", label: "Running" },
  succeeded: { state: "ok", label: "Done" },
  failed: { state: "failed", label: "Failed" },
  partial: { state: "warning", label: "Done in part" },
  timed_out: { state: "failed", label: "Ran too long" },
  cancelled: { state: "cancelled", label: "Cancelled" },
  expired: { state: "stale", label: "Expired" },
};
export const jobStates = Object.keys(jobMarks);

const targetMarks: Record<string, Mark> = {
  requested: { state: "new", label: "To be signed" },
  waiting: { state: "pending", label: "Waits for its turn" },
  signed: { state: "pending", label: "Signed" },
  delivered: { state: "in_progress", label: "At the machine" },
  started: { state: "in_progress", label: "Running" },
  done: { state: "ok", label: "Done" },
  failed: { state: "failed", label: "Failed" },
  refused: { state: "warning", label: "Refused" },
  expired: { state: "stale", label: "Expired" },
  unknown: { state: "unknown", label: "Unknown" },
  cancelled: { state: "cancelled", label: "Cancelled" },
};
export const targetStates = Object.keys(targetMarks);

/// A state that this page does not know is unknown, never good.
const markIn = (marks: Record<string, Mark>, state: string): Mark => marks[state] ?? { state: "unknown", label: words(state || "unknown") };
/// A job that is "failed" may have failed nowhere: its machines refused it, or nobody knows. One that "runs" may run nowhere just now.
export function jobMark(job: Pick<Job, "state"> & Partial<Pick<Job, "failed" | "refused" | "unknown" | "running">>): Mark {
  if (job.state === "failed" && job.failed === 0 && job.unknown) return { state: "unknown", label: "Outcome unknown" };
  if (job.state === "failed" && job.failed === 0 && job.refused) return { state: "warning", label: "Refused" };
  if (job.state === "running" && job.running === 0) return { state: "in_progress", label: "Not everywhere yet" };
  return markIn(jobMarks, job.state);
}
export const targetMark = (target: Pick<JobTarget, "state"> & Partial<Pick<JobTarget, "ran_too_long">>): Mark =>
  target.ran_too_long ? { state: "failed", label: "Ran too long" } : markIn(targetMarks, target.state);
/// The run of a policy on one machine has the states of a machine in a job.
export const runMark = (run: { state: string }): Mark => markIn(targetMarks, run.state);

const classes: Record<string, string> = { script: "Script", reboot: "Reboot", service: "Service", file_put: "File", agent_config: "Agent settings" };
export const jobClasses = Object.keys(classes);
export const classLabel = (name: string): string => classes[name] ?? words(name);

const radii: Record<string, string> = { one: "one machine", few: "a few machines", many: "many machines", fleet: "a whole fleet" };
export const radiusLabel = (name: string): string => radii[name] ?? words(name || "unknown").toLowerCase();

type Counts = Pick<Job, "done" | "failed" | "refused" | "running" | "expired" | "unknown" | "waiting" | "cancelled">;
const counts: readonly (readonly [keyof Counts, string])[] = [
  ["done", "done"],
  ["failed", "failed"],
  ["refused", "refused"],
  ["running", "running"],
  ["waiting", "waiting"],
  ["expired", "expired"],
  ["unknown", "unknown"],
  ["cancelled", "cancelled"],
];
/// "7 done, 1 failed": what there is of each; what went well first.
export const countWords = (job: Counts): string =>
  counts
    .filter(([name]) => job[name] > 0)
    .map(([name, word]) => `${job[name]} ${word}`)
    .join(", ");

/// What is to be said beside the mark: what the mark says already is not said twice.
export function besideMark({ state, words: said }: { state: string; words: string }): string {
  if (said === "Done." || said === "It runs.") return "";
  return state === "refused" ? said.replace(/^Refused: /, "") : said.replace(/^Done\. /, "");
}

/// What a new try may take besides the machines where it failed, and whether it would name any machine at all.
export const retryReach = (job: Pick<Counts, "failed" | "expired" | "unknown">, withExpired: boolean, withUnknown: boolean): number =>
  job.failed + (withExpired ? job.expired : 0) + (withUnknown ? job.unknown : 0);

/// Whether anything can still come of it: then the page looks again.
export const isMoving = (job: Pick<Job, "state">): boolean => ["queued", "dispatched", "running"].includes(job.state);
export const isRunning = (target: Pick<JobTarget, "state">): boolean => target.state === "delivered" || target.state === "started";

export const personsWords = (needed: number): string => `${counted(needed, "person has", "persons have")} to sign`;

export const blankAction: JobAction = {
  script_id: "",
  values: [],
  service_unit: "",
  service_verb: "",
  reboot_delay_minutes: 0,
  reboot_message: "",
  file_path: "",
  file_content: "",
  file_mode: "",
  file_owner: "",
  file_group: "",
  agent_interval_s: 0,
  network: "",
};

/// How long something may run: whole minutes as such.
export const limitWords = (seconds: number): string => {
  if (seconds >= 3600 && seconds % 3600 === 0) return counted(seconds / 3600, "hour", "hours");
  return seconds % 60 === 0 ? counted(seconds / 60, "minute", "minutes") : `${seconds} s`;
};

/// How long something took, in words; empty when one end of it is not known.
export function tookWords(from: number, until: number): string {
  if (!from || !until || until < from) return "";
  const seconds = Math.round((until - from) / 1000);
  if (seconds < 1) return "less than a second";
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
