// With which view a page opens for this person: the server knows it; this browser remembers what it last said, so that
// no page waits for it.
import type { SavedView } from "./generated/schema";

export interface Opening {
  q?: string;
  sort?: string;
  columns?: string;
}

const nameOf = (page: string) => `steward.opens.${page}`;

export function keepDefaultView(page: string, view: SavedView | undefined) {
  const opening: Opening | undefined = view && { q: view.query, sort: view.order_by, columns: view.columns };
  try {
    if (opening) localStorage.setItem(nameOf(page), JSON.stringify(opening));
    else localStorage.removeItem(nameOf(page));
  } catch {
    // Without storage the page opens as it was shipped.
  }
}

export function defaultView(page: string): Opening | undefined {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(nameOf(page)) ?? "null");
    if (!stored || typeof stored !== "object") return undefined;
    const parts = Object.entries(stored).filter(([name, value]) => ["q", "sort", "columns"].includes(name) && value && typeof value === "string");
    return Object.fromEntries(parts) as Opening;
  } catch {
    return undefined;
  }
}

/// What a link to a list page opens: the person's own view, or what is usual there.
export const opening = (page: string, usual?: string): Opening => defaultView(page) ?? (usual ? { q: usual } : {});
