// Whether a ticket belongs into a list, judged as the server judges (server/platform/filter), for the questions that a queue
// asks. What this does not know it says so, and the list asks the server. Pure.
import type { Ticket } from "@/api/generated/schema";

export interface Term {
  negated: boolean;
  key: string; // empty: a bare word
  values: readonly string[];
  compares: boolean; // with < or >
}
/// What is judged: of a ticket as it was before, only what lists compare.
export type Judged = Pick<
  Ticket,
  "state" | "priority" | "queue" | "kind" | "source" | "client_id" | "client_name" | "assignee_name" | "reference" | "title" | "device_name"
> &
  Partial<Ticket> & { device_then?: string }; // how its device was called when the ticket spoke of it

export const endedStates: readonly string[] = ["resolved", "closed", "cancelled", "merged"];

const piece = /[\t ]*(-?)(?:([A-Za-z0-9_]+)([:<>]=?))?((?:"[^"]*"|[^\t ,"][^\t ,]*)(?:,(?:"[^"]*"|[^\t ,]+))*|"[^"]*"|[^\t ]+)/y;

/// Nothing when it cannot be read: the server says what is wrong with it.
export function readFilter(text: string): readonly Term[] | undefined {
  const terms: Term[] = [];
  piece.lastIndex = 0;
  while (piece.lastIndex < text.trimEnd().length) {
    const found = piece.exec(text);
    if (!found) return undefined;
    const [, minus, key = "", mark = "", rest] = found;
    const values = key ? (rest.match(/"[^"]*"|[^,]+/g) ?? []) : [rest];
    terms.push({
      negated: minus === "-",
      key: key.toLowerCase(),
      compares: mark !== "" && mark !== ":",
      values: values.map((value) => value.replace(/^"(.*)"$/, "$1")),
    });
  }
  return terms;
}

// Both sides fold ASCII alike; of other letters the databases differ.
const isAscii = (text: string) => [...text].every((letter) => letter.charCodeAt(0) < 128);
const escaped = (text: string) => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");

function isOne(cell: string, value: string): boolean | undefined {
  if (!isAscii(cell) || !isAscii(value)) return cell === value ? true : undefined;
  if (!value.includes("*")) return cell.toLowerCase() === value.toLowerCase();
  return new RegExp(`^${value.split("*").map(escaped).join(".*")}$`, "is").test(cell);
}

/// Three values: what is not known stays unknown unless the others decide.
function any(answers: readonly (boolean | undefined)[]): boolean | undefined {
  return answers.includes(true) ? true : answers.includes(undefined) ? undefined : false;
}

const cells: Record<string, (ticket: Judged) => string | undefined> = {
  state: (ticket) => ticket.state,
  is: (ticket) => (endedStates.includes(ticket.state) ? "closed" : "open"),
  priority: (ticket) => ticket.priority,
  client: (ticket) => ticket.client_name,
  client_id: (ticket) => ticket.client_id,
  assignee: (ticket) => ticket.assignee_name || "none",
  assignee_id: (ticket) => ticket.assignee_account_id ?? "",
  queue: (ticket) => ticket.queue,
  kind: (ticket) => ticket.kind,
  source: (ticket) => ticket.source,
  impact: (ticket) => ticket.impact,
  urgency: (ticket) => ticket.urgency,
  reference: (ticket) => ticket.reference,
  title: (ticket) => ticket.title,
  category: (ticket) => ticket.category,
  category_id: (ticket) => ticket.category_id,
  requester: (ticket) => ticket.requester_name,
  id: (ticket) => ticket.ticket_id,
};

function holds(term: Term, ticket: Judged, me: string): boolean | undefined {
  if (term.compares) return undefined;
  if (!term.key) {
    const word = term.values[0].toLowerCase();
    const texts = [ticket.title, ticket.reference, ticket.device_name, ticket.client_name, ticket.device_then ?? ""];
    const found = texts.some((text) => text.toLowerCase().includes(word));
    const isAll = ticket.device_then !== undefined || !ticket.device_name;
    return found || (isAscii(word) && texts.every(isAscii) && isAll ? false : undefined);
  }
  if (term.key === "assignee" && term.values.length === 1 && term.values[0] === "me") return (ticket.assignee_account_id ?? "") === me;
  if (term.key === "tag") return any(term.values.flatMap((value) => (ticket.tags?.length ? ticket.tags.map((tag) => isOne(tag, value)) : [false])));
  const cell = cells[term.key]?.(ticket);
  return cell === undefined ? undefined : any(term.values.map((value) => isOne(cell, value)));
}

/// Whether `ticket` is in the list of `filter` for the account `me`; nothing: only the server knows.
export function isIn(filter: string, ticket: Judged, me: string): boolean | undefined {
  const terms = readFilter(filter);
  if (!terms) return undefined;
  const asksForMerged = terms.some(
    (term) => ["reference", "id", "state"].includes(term.key) || (!term.key && /^tic-/i.test(term.values[0])),
  );
  if (!asksForMerged && ticket.state === "merged") return false;
  let known = true;
  for (const term of terms) {
    const answer = holds(term, ticket, me);
    if (answer === undefined) known = false;
    else if (answer === term.negated) return false;
  }
  return known ? true : undefined;
}
