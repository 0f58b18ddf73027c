// Small lines for the rows on screen: asked for in batches, kept for a while.
import { useEffect, useSyncExternalStore } from "react";
import { call, methods } from "@/api/client";

interface Held {
  values: readonly (number | null)[];
  at: number;
}
const most = 80; // ids travel in the address: it must stay short
const freshFor = 10 * 60_000; // points are hourly averages
const held = new Map<string, Held>();
const watchers = new Set<() => void>();
let version = 0;
let timer = 0;
let waiting = new Set<string>();

async function fetchWaiting(metric: string) {
  const ids = [...waiting].slice(0, most);
  waiting = new Set([...waiting].slice(most));
  try {
    const answer = await call(methods.getSparklines, { device_ids: ids, metric });
    const lines = new Map(answer.sparklines.map((line) => [line.device_id, line.values]));
    for (const id of ids) held.set(id, { values: lines.get(id) ?? [], at: Date.now() });
  } catch {
    // A list without small lines is still a list: the next look asks again.
  }
  version += 1;
  for (const watcher of watchers) watcher();
  if (waiting.size > 0) await fetchWaiting(metric);
}

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
};

/// Asks for the lines of `ids` that are not held; while somebody scrolls nothing is asked.
export function useSparks(ids: readonly string[], metric: string): number {
  const wanted = ids.join(",");
  useEffect(() => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      const now = Date.now();
      waiting = new Set(wanted.split(",").filter((id) => id && now - (held.get(id)?.at ?? 0) > freshFor));
      if (waiting.size > 0) void fetchWaiting(metric);
    }, 120);
  }, [wanted, metric]);
  return useSyncExternalStore(watch, () => version);
}

export const sparkOf = (id: string): readonly (number | null)[] | undefined => held.get(id)?.values;
