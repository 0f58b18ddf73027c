// From rows of machines to a draft for them.
import type { PageSearch } from "./search";
import { parseFilter } from "@/ui/filter";

const mostNamed = 100;

/// What the page of a new job begins with, or a sentence that says why it cannot.
export function beginningOf(devices: readonly { device_id: string; client_id: string }[]): PageSearch | string {
  const clients = new Set(devices.map((one) => one.client_id));
  if (clients.size === 0) return "Pick at least one machine.";
  if (clients.size > 1) return "A job is for machines of one client. Pick those of one.";
  if (devices.length > mostNamed) return `${mostNamed} machines can be taken along by name. Select all that match a filter instead.`;
  return { device: devices.map((one) => one.device_id).join(",") };
}

export const devicesOf = (search: PageSearch): string[] => (search.device ?? "").split(",").filter(Boolean);

/// The client that a filter names by its number, if it does.
export const clientOfFilter = (filter: string): string => parseFilter(filter).find((term) => term.key === "client_id" && !term.negated)?.values[0] ?? "";
