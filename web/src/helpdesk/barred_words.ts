// What one's roles do not allow on a ticket, in sentences: those with the same reason together.
import type { BarredAction } from "@/api/generated/schema";

const names: Record<string, string> = {
  merge: "merging",
  unmerge: "taking a merge back",
  give: "giving it to somebody else",
  assigned: "assigning",
  cancelled: "cancelling",
  closed: "closing",
  in_progress: "working on it",
  resolved: "resolving",
  waiting_client: "asking the client",
  waiting_vendor: "waiting for a vendor",
  waiting_parts: "waiting for parts",
  scheduled: "scheduling",
  triaged: "triage",
};

export function barredWords(barred: readonly BarredAction[] | undefined): string[] {
  const byReason = new Map<string, string[]>();
  for (const one of barred ?? []) {
    const list = byReason.get(one.why) ?? [];
    list.push(names[one.action] ?? one.action);
    byReason.set(one.why, list);
  }
  return [...byReason].map(([why, actions]) => {
    const list = actions.length > 1 ? `${actions.slice(0, -1).join(", ")} and ${actions.at(-1)}` : actions[0]!;
    return `${list[0]!.toUpperCase()}${list.slice(1)}: ${why}`;
  });
}
