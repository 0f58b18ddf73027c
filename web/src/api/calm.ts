// What nobody waits for is asked for once the page has what it came for: the counts of the navigation,
// the names that a filter suggests. On a cold start they stood in the way of the first rows.
import { useSyncExternalStore } from "react";
import { callWatchers, methods } from "./client";

const longest = 2_000; // a page that asks for nothing is calm as well
let calm = false;
const told = new Set<() => void>();

/// Hears of calls; true once one was answered that was not about who is signed in, and none is under way.
export function calmWatcher(session: string): (path: string, ended: boolean) => boolean {
  let running = 0,
    answered = false;
  return (path, ended) => {
    running += ended ? -1 : 1;
    answered ||= ended && path !== session;
    return answered && running === 0;
  };
}

/// Begins to wait for it, before the first call.
export function awaitCalm() {
  const watch = calmWatcher(methods.getSession.path);
  const timer = setTimeout(end, longest);
  // What was answered is drawn first: only then is there an idle moment.
  const hear = (path: string, ended: boolean) => {
    if (!watch(path, ended)) return;
    callWatchers.delete(hear);
    if (typeof requestIdleCallback === "undefined") setTimeout(end, 100);
    else requestIdleCallback(end, { timeout: 500 });
  };
  callWatchers.add(hear);
  function end() {
    if (calm) return;
    calm = true;
    callWatchers.delete(hear);
    clearTimeout(timer);
    for (const tell of told) tell();
  }
}

function listen(tell: () => void) {
  told.add(tell);
  return () => told.delete(tell);
}

export const useCalm = (): boolean => useSyncExternalStore(listen, () => calm);
