// State in the address: plain `?q=...&open=...`, all text, the same names on every page. What a page
// shows can be pasted into a chat, and the back button works.
import { useCallback } from "react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { queryOf } from "@/api/address";
import { termText } from "@/ui/filter";

export interface PageSearch {
  client?: string; // everything is narrowed to this client
  q?: string; // the filter of the list
  sort?: string; // "name" or "-name"
  open?: string; // whose details are beside the list
  tab?: string;
  from?: string; // of a chart, ms or "-24h"
  to?: string;
  compare?: string; // "week": a chart also shows the week before
  month?: string; // of figures: "2026-11"
  by?: string; // what figures are grouped by
  group?: string; // the group whose records are open, "-" for nobody
  at?: string; // the month of the trend whose records are open
  columns?: string; // of a list, when not the usual ones
  next?: string; // where to go after signing in
  make?: string; // a dialog that is open: "ticket", "window"
  device?: string; // what the dialog begins with
  alert?: string;
  ticket?: string; // why a job is drafted
  script?: string; // that it runs
}

const names = [
  "client",
  "q",
  "sort",
  "open",
  "tab",
  "from",
  "to",
  "compare",
  "month",
  "by",
  "group",
  "at",
  "columns",
  "next",
  "make",
  "device",
  "alert",
  "ticket",
  "script",
] as const;

/// Keeps what is known; anything else in an address is dropped.
export function readSearch(raw: Record<string, unknown>): PageSearch {
  const search: PageSearch = {};
  for (const name of names) {
    const value = raw[name];
    if (value !== undefined && value !== null && value !== "") search[name] = String(value);
  }
  return search;
}

export const parseAddress = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text));
export const writeAddress = (search: Record<string, unknown>): string => queryOf(search);

/// What stands in the address, and a way to change parts of it. `push` makes a step that the back
/// button undoes; typing in a filter does not.
export function usePageSearch(): [PageSearch, (part: PageSearch, push?: boolean) => void] {
  const search = useSearch({ strict: false }) as PageSearch;
  const navigate = useNavigate();
  const change = useCallback(
    (part: PageSearch, push = false) => {
      void navigate({ to: ".", search: ((before: PageSearch) => readSearch({ ...before, ...part })) as never, replace: !push });
    },
    [navigate],
  );
  return [search, change];
}

/// The id of the client that the console is narrowed to, or "".
export function useClientId(): string {
  return (useSearch({ strict: false }) as PageSearch).client ?? "";
}

/// The filter of a list together with the client that the console is narrowed to.
export const forClient = (filter: string, clientId: string): string =>
  [clientId && termText("client_id", clientId), filter].filter(Boolean).join(" ");
