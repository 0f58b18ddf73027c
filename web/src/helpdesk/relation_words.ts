// How a ticket is tied to others, in words. Pure.
import type { RelatedTicket } from "@/api/generated/schema";
import type { Choice } from "@/ui/field";

const names: Record<string, string> = {
  parent: "Part of",
  child: "Parts",
  caused_by: "Caused by",
  causes: "Causes",
  fixed_by: "Fixed by",
  fixes: "Fixes",
  related: "Related",
  follows: "Follows",
  followed_by: "Followed by",
  merged_into: "Merged into",
  merged: "Merged into this",
  split_from: "Split from",
  split_off: "Split off",
};
export const relationName = (relation: string): string => names[relation] ?? relation;

/// What a person may tie: seen from the ticket on screen.
export const relationChoices: readonly Choice[] = [
  { value: "related", label: "It is related to" },
  { value: "parent", label: "It is part of" },
  { value: "child", label: "It has as a part" },
  { value: "caused_by", label: "It is caused by (problem)" },
  { value: "causes", label: "It causes" },
  { value: "fixed_by", label: "It is fixed by (change)" },
  { value: "fixes", label: "It fixes" },
];

/// Those of one relation together, in the order in which people look for them.
export function groupRelations(tickets: readonly RelatedTicket[]): [string, RelatedTicket[]][] {
  return Object.keys(names)
    .map((relation): [string, RelatedTicket[]] => [relation, tickets.filter((one) => one.relation === relation)])
    .filter(([, list]) => list.length > 0);
}

/// Words of a line, each a tag; what is there already stays once.
export function tagsOf(before: readonly string[], typed: string): string[] {
  const added = typed.split(/[\s,]+/).map((word) => word.toLowerCase());
  return [...new Set([...before, ...added.filter(Boolean)])];
}
