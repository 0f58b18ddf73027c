// Words and addresses of what a search finds. Pure.
import type { KindCount, SearchHit } from "@/api/generated/schema";
import { withTerm } from "@/ui/filter";
import type { FilterKey } from "@/ui/filter_words";
import { count } from "@/ui/format";

const names: Record<string, readonly [one: string, many: string]> = {
  ticket: ["Ticket", "Tickets"],
  message: ["Message", "Messages"],
  note: ["Internal note", "Notes"],
  mail: ["Mail", "Mails"],
  article: ["Article", "Articles"],
  person: ["Person", "People"],
  device: ["Device", "Devices"],
};
export const kindName = (kind: string): string => names[kind]?.[0] ?? kind;

/// Where a hit leads.
export function addressOf(hit: Pick<SearchHit, "kind" | "id" | "ticket_id" | "client_id">): string {
  if (hit.ticket_id) return `/tickets/${hit.ticket_id}`;
  if (hit.kind === "device") return `/devices/${hit.id}`;
  if (hit.kind === "article") return `/articles/${hit.id}`;
  if (hit.kind === "mail") return `/settings/mail?open=${hit.id}`;
  return hit.client_id ? `/clients/${hit.client_id}?tab=people` : "/clients";
}

/// The first line of a hit: of a word in a ticket that is the ticket.
export const headOf = (hit: SearchHit): string =>
  hit.kind !== "ticket" && hit.ticket_reference ? `${hit.ticket_reference} ${hit.ticket_title}` : hit.title || kindName(hit.kind);

export interface Tab {
  label: string;
  query: string;
}
/// All, and one for each kind that there is something of; the present one stays even when empty.
export function tabsOf(text: string, counts: readonly KindCount[], more: boolean): Tab[] {
  const all = counts.reduce((sum, line) => sum + line.count, 0);
  const tabs = [{ label: `All ${count(more ? 1000 : all)}${more ? "+" : ""}`, query: withTerm(text, "kind", "") }];
  for (const { kind, count: found } of counts)
    tabs.push({ label: `${names[kind]?.[1] ?? kind} ${count(found)}${more ? "+" : ""}`, query: withTerm(text, "kind", kind) });
  return tabs;
}

export const searchKeys: readonly FilterKey[] = [
  { key: "kind", hint: "what it is", values: Object.keys(names) },
  { key: "is", hint: "of open or closed tickets", values: ["open", "closed"] },
  { key: "client", hint: "name of the client" },
  { key: "state", hint: "where the ticket stands" },
  { key: "priority", hint: "P1 is the most urgent", values: ["P1", "P2", "P3", "P4"] },
  { key: "assignee", hint: "who does it", values: ["me", "none"] },
  { key: "queue", hint: "which queue" },
  { key: "at", hint: "how long ago: at<7d", numeric: true },
];
