// Words for the gate of a machine and for roles of keys. Unknown is never good.
import type { CarryingHealth, WaitingChange } from "@/api/generated/schema";
import { count, counted, span, words } from "@/ui/format";

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
  patch: "updates",
  account: "accounts",
  restore_test: "restore tests",
  software: "software",
  interactive: "sessions at the machine",
  uninstall: "removal of the agent",
  sensitive_collection: "collection of sensitive data",
  vault_use: "use of the vault",
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

/// The command that drafts the beginning, with this server's keys as it is to be typed; what only people know stands there in capitals.
export function genesisCommand(pins: string[], logKey: string): string {
  return (
    `steward-sign genesis --name "PROVIDER" --keys CARD,CARD --recovery CARD,CARD,CARD --mirrors PLACE ` +
    `--pins ${pins.join(",") || "PINS"} --log-keys '${logKey || "KEY"}' --out genesis`
  );
}

/// The command that drafts a grant; what is not known yet stands there in capitals. The server's address is that of `line`, or the
/// one that it says itself.
export function grantCommand(clientId: string, siteId: string, line: string, address: string): string {
  const server = /^steward:\/\/([^/?#\s]+)/.exec(line)?.[1] ?? (address || "HOST:PORT");
  return `steward-sign grant --client ${clientId || "CLIENT"} --site ${siteId || "SITE"} --preset managed --server ${server} --out grant`;
}

const messages: Record<string, string> = {
  genesis: "The beginning",
  roster: "A change of who may sign",
  recovery: "New keys for all, by those who keep the recovery",
  veto: "An objection",
  resolve: "The end of a split",
  suspend: "A key suspended, or taken back",
  stop: "A stop, or its lifting",
  heartbeat: "A heartbeat",
  grant: "A grant for machines",
  binding: "A machine's place and tags",
  job: "A job",
  policy: "A policy",
};
export const messageWords = (type: string): string => messages[type] ?? words(type || "unknown");

const besideTheChain = new Set(["suspend", "stop", "veto"]);
/// The messages with their numbers, as signers count: what narrows or objects stands beside the chain and has none.
export function numbered<Message extends { type: string }>(messages: readonly Message[]): { one: Message; number: string }[] {
  let next = 0;
  return messages.map((one) => ({ one, number: besideTheChain.has(one.type) ? "beside it" : String(next++) }));
}

const places: Record<string, string> = { hardware: "A security key", software: "A file, under a passphrase", browser: "A browser" };
export const assuranceWords = (assurance: string): string => places[assurance] ?? words(assurance || "unknown");

/// "Scripts", "Reboots": of one kind of work.
export const classLabelOf = (name: string): string => words(classes[name] ?? name);

const kindsOfWork = 13;
/// What a key may sign: all there is in two words.
export const allClassWords = (all: readonly string[]): string => (all.length >= kindsOfWork ? "every kind of work" : classWords(all, "nothing"));

/// "7 days", "36 hours".
export const delayWords = (hours: number): string => (hours >= 48 && hours % 24 === 0 ? `${hours / 24} days` : `${hours} ${hours === 1 ? "hour" : "hours"}`);

/// What a change of who may sign is, that waits for its delay.
export const waitingWords = (change: Pick<WaitingChange, "kind" | "seq" | "reason">): string =>
  `${change.kind === "recovery" ? "A recovery, other keys in the place of all" : "A change"}, number ${change.seq} of the chain` +
  (change.reason ? ` (${change.reason})` : "");

const waitWords = (milliseconds: string): string => (Number(milliseconds) < 10_000 ? `${count(Number(milliseconds))} ms` : span(Number(milliseconds)));

/// How long what was published waited until it was at a machine.
export const carriedWords = (health: Pick<CarryingHealth, "carried" | "middle_wait_ms" | "longest_wait_ms">): string =>
  health.carried === 0
    ? "nothing since the start of this server"
    : `${waitWords(health.middle_wait_ms)} in the middle, ${waitWords(health.longest_wait_ms)} at most, of ${counted(health.carried, "message", "messages")}`;

/// What should never happen is shown only once it has.
export const faultRows = (health: Pick<CarryingHealth, "refused_heads" | "floods" | "false_results">): (readonly [string, string])[] =>
  (
    [
      ["Refused heads", health.refused_heads],
      ["Floods", health.floods],
      ["False results", health.false_results],
    ] as const
  )
    .filter(([, number]) => Number(number) > 0)
    .map(([name, number]) => [name, `${count(Number(number))} since the start of this server`]);
