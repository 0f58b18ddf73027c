// How services are called, and what lists hang on them.
import { methods } from "@/api/client";
import type { ServiceNeed } from "@/api/generated/schema";

export const kinds = [
  { value: "business", label: "Business: people work with it" },
  { value: "infrastructure", label: "Infrastructure: others stand on it" },
  { value: "cloud", label: "Cloud: somebody else runs it" },
  { value: "external", label: "External: a line, a supplier" },
];
export const kindWord = (kind: string): string => (kinds.some((one) => one.value === kind) ? kind : "other");

export const touched = [methods.listServices, methods.getService, methods.listOfferedServices];

type Need = Pick<ServiceNeed, "kind" | "id" | "name" | "group">;

/// With one more at the end, each once.
export const withNeed = (needs: readonly Need[], one: Need): Need[] =>
  needs.some((other) => other.kind === one.kind && other.id === one.id) ? [...needs] : [...needs, one];
export const withoutNeed = (needs: readonly Need[], one: Need): Need[] =>
  needs.filter((other) => other.kind !== one.kind || other.id !== one.id);
/// Any one of a group is enough: what is said of one machine of it.
export const withGroup = (needs: readonly Need[], one: Need, group: string): Need[] =>
  needs.map((other) => (other.kind === one.kind && other.id === one.id ? { ...other, group } : other));
