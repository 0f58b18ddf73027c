// Words of the imports: states, kinds of records, lists, products.
import type { Import } from "@/api/generated/schema";
import { counted } from "@/ui/format";

const states: Record<string, string> = {
  uploading: "Being uploaded",
  refused: "Cannot be taken",
  mapping: "Being prepared",
  reading: "Is being read",
  checking: "Is being checked",
  checked: "Checked",
  applying: "Is being brought in",
  done: "Brought in",
  cancelled: "Stopped",
  undoing: "Is being undone",
  undone: "Undone",
};
export const stateOf = (state: string): string => states[state] ?? state;
export const isBusy = (state: string): boolean => ["uploading", "reading", "checking", "applying", "undoing"].includes(state);

export const kinds: readonly { value: string; label: string }[] = [
  { value: "client", label: "Clients" },
  { value: "site", label: "Sites" },
  { value: "person", label: "People" },
  { value: "device", label: "Devices without an agent" },
  { value: "ticket", label: "Tickets" },
  { value: "message", label: "What was said in tickets" },
  { value: "time", label: "Time entries" },
];
export const kindOf = (kind: string): string => kinds.find((one) => one.value === kind)?.label ?? "Unreadable rows";

export const products: readonly { value: string; label: string }[] = [
  { value: "steward", label: "Steward's own format" },
  { value: "autotask", label: "Autotask" },
  { value: "halo", label: "HaloPSA" },
  { value: "connectwise", label: "ConnectWise PSA" },
  { value: "other", label: "Another system" },
];
export const productOf = (product: string): string => products.find((one) => one.value === product)?.label ?? product;

const lists: Record<string, string> = {
  state: "States",
  priority: "Priorities",
  queue: "Queues",
  category: "Categories",
  kind: "Kinds of ticket",
  source: "How they came",
  resolution: "Resolution codes",
  activity: "Activities",
  coverage: "Coverage",
  client: "Clients",
  technician: "Our people",
};
export const listOf = (list: string): string => lists[list] ?? list;

const origins: Record<string, string> = {
  yours: "said by you",
  remembered: "as last time",
  same: "the same word",
  usual: "usual",
  in_file: "in this file",
  known: "known",
  none: "",
};
export const originOf = (origin: string): string => origins[origin] ?? origin;

export const outcomes = ["created", "updated", "unchanged", "rejected", "removed", "kept"] as const;

/// "8 created, 2 rejected": only what there is.
export function outcomeWords(one: Import): string {
  const said = outcomes.filter((name) => Number(one[name]) > 0).map((name) => counted(Number(one[name]), name, name));
  return said.length > 0 ? said.join(", ") : "nothing yet";
}

/// How far the step that is under way is, 0 to 1: in bytes while the file comes and is read, then in rows.
export function progressOf(one: Import): number {
  if (one.state === "uploading") return Number(one.received_bytes) / Math.max(1, Number(one.size_bytes));
  if (one.state === "reading") return Math.min(1, Number(one.read_bytes) / Math.max(1, Number(one.size_bytes)));
  return Math.min(1, Number(one.done_rows) / Math.max(1, Number(one.rows)));
}
