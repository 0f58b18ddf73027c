// Words for the gate of a machine and for roles of keys. Unknown is never good.
import { words } from "@/ui/format";

interface Mark {
  state: string;
  label: string;
}
const gates: Record<string, Mark> = {
  ready: { state: "ok", label: "Ready" },
  waiting: { state: "pending", label: "Waits for the beacon" },
  watched_only: { state: "unwatched", label: "Watched only" },
  stopped_here: { state: "disabled", label: "Stopped at the machine" },
  stopped: { state: "disabled", label: "Stopped" },
  forked: { state: "critical", label: "The chain is split" },
  damaged: { state: "critical", label: "Damaged" },
  absent: { state: "unwatched", label: "No gate" },
  unknown: { state: "unknown", label: "Unknown" },
};
export const gateStates = Object.keys(gates);
export const gateMark = (state: string): Mark => gates[state] ?? { state: "unknown", label: words(state || "unknown") };

const roles: Record<string, string> = {
  roster: "decide who may sign",
  job: "sign jobs",
  policy: "sign policies",
  stop: "stop everything",
  enrol: "let machines join",
  fresh: "answer machines after a start",
  consent: "consent for the client",
  recovery: "begin anew",
};
export const roleWords = (role: string): string => roles[role] ?? words(role).toLowerCase();

/// "sign jobs, stop everything": what a key may, the first letter small.
export const mayWords = (all: readonly string[]): string => all.map(roleWords).join(", ") || "nothing";

const classes: Record<string, string> = {
  script: "scripts",
  reboot: "reboots",
  service: "services",
  file_put: "files",
  agent_config: "agent settings",
  agent_update: "agent updates",
};
export const classWords = (all: readonly string[], none: string): string => all.map((one) => classes[one] ?? words(one).toLowerCase()).join(", ") || none;

const groupsInLine = 4;
/// A long number as people read it aloud: groups of four, four groups in a line.
export function groupsOf(hex: string): string[] {
  const groups = hex.match(/.{1,4}/g) ?? [];
  return Array.from({ length: Math.ceil(groups.length / groupsInLine) }, (_, line) => groups.slice(line * groupsInLine, (line + 1) * groupsInLine).join(" "));
}

/// Whether a key counts at this moment, in a mark.
export function keyMark(key: { suspended: boolean; not_before_unix_ms: number; not_after_unix_ms: number }, now: number): Mark {
  if (key.suspended) return { state: "disabled", label: "Suspended" };
  if (key.not_after_unix_ms > 0 && key.not_after_unix_ms <= now) return { state: "stale", label: "Over" };
  if (key.not_before_unix_ms > now) return { state: "scheduled", label: "Not yet" };
  return { state: "active", label: "Counts" };
}
