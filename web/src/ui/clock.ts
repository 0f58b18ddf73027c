// One clock for the whole screen: ages and promises move together, every five seconds, by the server's time. A laptop that
// wakes up shows what is true at once.
import { useSyncExternalStore } from "react";
import { serverNow } from "@/api/server_time";

const watchers = new Set<() => void>();
let now = serverNow();
let timer = 0;

function tick() {
  now = serverNow();
  for (const watcher of watchers) watcher();
}
const woken = () => {
  if (!document.hidden) tick();
};
const wakings = ["pageshow", "focus", "online"] as const;

function watch(watcher: () => void) {
  watchers.add(watcher);
  if (!timer) {
    timer = window.setInterval(tick, 5000);
    document.addEventListener("visibilitychange", woken);
    for (const waking of wakings) window.addEventListener(waking, woken);
  }
  return () => {
    watchers.delete(watcher);
    if (watchers.size > 0) return;
    window.clearInterval(timer);
    timer = 0;
    document.removeEventListener("visibilitychange", woken);
    for (const waking of wakings) window.removeEventListener(waking, woken);
  };
}

function current() {
  // After a pause nobody ticked: the first reader brings the clock up to date.
  if (!timer && serverNow() - now > 5000) now = serverNow();
  return now;
}

export const useNow = (): number => useSyncExternalStore(watch, current);
