// Changes of many things, outside any page: each thing has its own result, the failed ones can be
// tried again, the done ones taken back. Whoever asked may have gone to another page by then.
import { useSyncExternalStore } from "react";
import { runBulk, type BulkItem, type BulkResult } from "./bulk_run";
import { say, sayProblem } from "./toast";

export interface BulkOrder<Item extends BulkItem> {
  title: string; // "Take 12 alerts"
  items: readonly (Item & { where?: string })[];
  act: (item: Item) => Promise<(() => Promise<unknown>) | undefined>;
  done: (items: readonly Item[]) => string; // "You took 12 alerts."
  failed: (items: readonly Item[]) => string; // "“Disk full” could not be taken."
  after: () => Promise<unknown>; // what is on screen is asked again
}

export type BulkShown =
  | { kind: "reading"; loaded: number; stop: () => void }
  | { kind: "running"; title: string; done: number; total: number; stop: () => void }
  | {
      kind: "outcome";
      title: string;
      results: readonly BulkResult<BulkItem & { where?: string }>[];
      total: number;
      again: () => void;
      undo?: () => void;
      close: () => void;
    };

// Fewer than this are done before a dialog could be read.
const dialogFrom = 8;
let shown: BulkShown | undefined;
const watchers = new Set<() => void>();
function show(next: BulkShown | undefined) {
  shown = next;
  for (const watcher of watchers) watcher();
}
const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
};
export const bulkShown = (): BulkShown | undefined => shown;
export const useBulkShown = (): BulkShown | undefined => useSyncExternalStore(watch, bulkShown);

/// Reads what a filter matches, with a way to stop; stopped it is nothing.
export async function whileReading<Row>(
  read: (signal: AbortSignal, progress: (loaded: number) => void) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const stop = new AbortController();
  const tell = (loaded: number) => show({ kind: "reading", loaded, stop: () => stop.abort() });
  tell(0);
  try {
    return await read(stop.signal, tell);
  } catch (error) {
    if (stop.signal.aborted) return [];
    throw error;
  } finally {
    show(undefined);
  }
}

/// Does the change on every item and says how it went. `before` are results of an earlier attempt.
export async function changeMany<Item extends BulkItem>(order: BulkOrder<Item>, before: readonly BulkResult<Item>[] = []): Promise<void> {
  const { title, items } = order;
  const stop = new AbortController();
  const progress = (done: number) => {
    if (items.length >= dialogFrom) show({ kind: "running", title, done, total: items.length, stop: () => stop.abort() });
  };
  progress(0);
  const fresh = await runBulk({ items, act: order.act, progress, signal: stop.signal });
  show(undefined);
  await order.after();
  const results = [...before, ...fresh];
  const failed = results.filter((result) => result.error !== undefined).map((result) => result.item);
  const well = results.filter((result) => result.error === undefined);
  const backs = well.flatMap((result) => result.undo ?? []);
  const undo = backs.length > 0 ? () => void takeBack(backs, order.after) : undefined;
  const notBegun = items.length - fresh.length;
  if (failed.length === 0 && notBegun === 0) say(order.done(well.map((result) => result.item)), undo);
  else if (results.length === 1 && notBegun === 0) sayProblem(order.failed(failed), results[0].error);
  else {
    const close = () => show(undefined);
    const again = () => void changeMany({ ...order, items: failed }, well);
    show({ kind: "outcome", title, results, total: results.length + notBegun, again, undo, close });
  }
}

async function takeBack(undos: readonly (() => Promise<unknown>)[], after: () => Promise<unknown>) {
  const items = undos.map((undo, i) => ({ id: String(i), name: "", undo }));
  const results = await runBulk({
    items,
    act: (item) => item.undo().then(() => undefined),
    progress: () => {},
    signal: new AbortController().signal,
  });
  await after();
  const failed = results.find((result) => result.error);
  if (failed) sayProblem("Not everything could be taken back.", failed.error);
  else say("Taken back.");
}
