// Inventory facts in the words of people, and whether a system is still supported. Pure.
import type { InventoryFact } from "@/api/generated/schema";
import { words } from "@/ui/format";

const labels: Record<string, string> = {
  serial: "Serial number",
  processor: "Processor",
  processor_count: "Processor cores",
  operating_system: "Operating system",
  support_end: "Support ends",
  extended_support_end: "Extended support ends",
};
export const factLabel = (name: string): string => labels[name] ?? words(name);

const hardware = new Set(["manufacturer", "model", "serial", "processor", "processor_count", "memory", "virtualisation", "firmware"]);

export function factGroups(facts: readonly InventoryFact[]): { title: string; facts: InventoryFact[] }[] {
  const inHardware = facts.filter((fact) => hardware.has(fact.name));
  const others = facts.filter((fact) => !hardware.has(fact.name));
  return [
    { title: "Hardware", facts: inHardware },
    { title: "Operating system", facts: others },
  ].filter((group) => group.facts.length > 0);
}

const day = 86_400_000,
  soonWithin = 180 * day;
export type Support = "over" | "soon" | "good" | "unknown";

/// From "2028-06-30". A date that cannot be read is unknown, never good.
export function supportOf(date: string, now: number): Support {
  const end = /^\d{4}-\d{2}-\d{2}/.test(date) ? Date.parse(`${date.slice(0, 10)}T23:59:59Z`) : Number.NaN;
  if (Number.isNaN(end)) return "unknown";
  if (end < now) return "over";
  return end - now < soonWithin ? "soon" : "good";
}

/// Rows whose any text holds every word of `find`.
export function matching<Row>(rows: readonly Row[], find: string, texts: (row: Row) => readonly string[]): readonly Row[] {
  const wanted = find.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return rows;
  return rows.filter((row) => {
    const text = texts(row).join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
