// Where one is in the portal: the address is the state, and going back always works. A router for eight pages.
import { useSyncExternalStore, type AnchorHTMLAttributes, type MouseEvent } from "react";

export const base = "/portal";

export interface Place {
  page: string; // "", "tickets", "new", "devices", ...
  id: string; // what the page is about
  search: URLSearchParams;
}

export function placeOf(address: string): Place {
  const url = new URL(address, "http://here");
  const [page = "", id = ""] = url.pathname.slice(base.length).split("/").filter(Boolean).map(decodeURIComponent);
  return { page, id, search: url.searchParams };
}

const watchers = new Set<() => void>();
const tell = () => watchers.forEach((watcher) => watcher());
const watch = (watcher: () => void) => {
  watchers.add(watcher);
  window.addEventListener("popstate", tell);
  return () => {
    watchers.delete(watcher);
    if (watchers.size === 0) window.removeEventListener("popstate", tell);
  };
};
const present = () => location.pathname + location.search;

export const usePlace = (): Place => placeOf(useSyncExternalStore(watch, present));

/// What is shown is another thing: one begins at its top, also whoever hears it instead of seeing it.
export function beginAtTop() {
  const main = document.getElementById("main");
  main?.scrollTo({ top: 0 });
  main?.focus({ preventScroll: true });
}

export function go(to: string, replace = false) {
  if (replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  tell();
  if (!replace) beginAtTop();
}

/// A filter or choice of the page: `values` into the address, without a new step back.
export function choose(values: Record<string, string>) {
  const search = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(values)) {
    if (value) search.set(name, value);
    else search.delete(name);
  }
  const text = search.toString();
  go(location.pathname + (text ? `?${text}` : ""), true);
}

export function To({ to, onClick, children, ...rest }: AnchorHTMLAttributes<HTMLAnchorElement> & { to: string }) {
  const press = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event);
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a {...rest} href={to} onClick={press}>
      {children}
    </a>
  );
}

export const ticketAddress = (id: string) => `${base}/tickets/${encodeURIComponent(id)}`;
