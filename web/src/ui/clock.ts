// One clock for the whole screen: ages move together, every five seconds.
import { useSyncExternalStore } from "react";

const watchers = new Set<() => void>();
let now = Date.now();
let timer = 0;

function tick() {
  now = Date.now();
  for (const watcher of watchers) watcher();
}

function watch(watcher: () => void) {
  watchers.add(watcher);
  if (!timer) timer = window.setInterval(tick, 5000);
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    window.clearInterval(timer);
    timer = 0;
  };
}

function current() {
  // After a pause nobody ticked: the first reader brings the clock up to date.
  if (!timer && Date.now() - now > 5000) now = Date.now();
  return now;
}

export const useNow = (): number => useSyncExternalStore(watch, current);
