// Changes of many things, outside any page: each thing has its own result, the failed ones can be
// tried again, the done ones taken back. Whoever asked may go on with something else meanwhile.
import { useSyncExternalStore } from "react";
import { runBulk, type BulkItem, type BulkResult, type BulkTry, type BulkUndo } from "./bulk_run";
import { say, sayProblem } from "./toast";

type Shown = BulkItem & { where?: string };
export interface BulkOrder<Item extends BulkItem> {
  title: string; // "Take 12 alerts"
  items: readonly (Item & { where?: string })[];
  act: (item: Item, once: BulkTry) => Promise<BulkUndo | undefined>;
  done: (items: readonly Item[]) => string; // "You took 12 alerts."
  failed: (items: readonly Item[]) => string; // "“Disk full” could not be taken."
  after: () => Promise<unknown>; // what is on screen is asked again
}

export type BulkShown =
  | { kind: "reading"; loaded: number; stop: () => void }
  | { kind: "running"; title: string; done: number; total: number; waits?: string; stops: boolean; stop: () => void }
  | {
      kind: "outcome";
      title: string;
      results: readonly BulkResult<Shown>[];
      total: number;
      again: () => void; // the failed ones, and those that were not begun
      undo?: () => void;
      close: () => void;
    };

// Fewer than this are done before it could be read.
const shownFrom = 8;
let shown: readonly (readonly [number, BulkShown])[] = [];
let lastId = 0;
const watchers = new Set<() => void>();
function show(id: number, next: BulkShown | undefined) {
  const at = shown.findIndex(([known]) => known === id);
  if (!next) shown = shown.filter(([known]) => known !== id);
  else if (at < 0) shown = [...shown, [id, next]];
  else shown = shown.with(at, [id, next]);
  for (const watcher of watchers) watcher();
}
const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
};
const present = () => shown;
export const bulkShown = (): readonly BulkShown[] => shown.map(([, one]) => one);
export const useBulkShown = () => useSyncExternalStore(watch, present);

// What is left of a change ends with the page: the browser asks first.
let underway = 0;
const keepThePage = (event: BeforeUnloadEvent) => event.preventDefault();
async function whileHere<Answer>(work: () => Promise<Answer>): Promise<Answer> {
  if (++underway === 1) window.addEventListener("beforeunload", keepThePage);
  try {
    return await work();
  } finally {
    if (--underway === 0) window.removeEventListener("beforeunload", keepThePage);
  }
}

/// Reads what a filter matches, with a way to stop; stopped it is nothing.
export async function whileReading<Row>(
  read: (signal: AbortSignal, progress: (loaded: number) => void) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const id = ++lastId;
  const stop = new AbortController();
  const tell = (loaded: number) => show(id, { kind: "reading", loaded, stop: () => stop.abort() });
  tell(0);
  try {
    return await read(stop.signal, tell);
  } catch (error) {
    if (stop.signal.aborted) return [];
    throw error;
  } finally {
    show(id, undefined);
  }
}

/// Does the change on every item and says how it went. `before` are results of an earlier attempt.
export async function changeMany<Item extends BulkItem>(
  order: BulkOrder<Item>,
  before: readonly BulkResult<Item>[] = [],
  name = crypto.getRandomValues(new Uint32Array(3)).join("-"),
): Promise<void> {
  const { title, items, after } = order;
  const id = ++lastId;
  const stop = new AbortController();
  const progress = (done: number, waits?: string) => {
    if (items.length < shownFrom && !waits) return;
    const tell = (stops: boolean) => show(id, { kind: "running", title, done, total: items.length, waits, stops, stop: halt });
    const halt = () => {
      stop.abort();
      tell(true);
    };
    tell(stop.signal.aborted);
  };
  progress(0);
  const fresh = await whileHere(() => runBulk({ items, act: order.act, progress, signal: stop.signal, order: name }));
  show(id, undefined);
  await after();
  const begun = new Set(fresh.map((result) => result.item.id));
  const left = items.filter((item) => !begun.has(item.id));
  const results = [...before, ...fresh];
  const failed = results.filter((result) => result.error !== undefined).map((result) => result.item);
  const well = results.filter((result) => result.error === undefined);
  const undo = well.some((result) => result.undo) ? () => void takeBack(order, well) : undefined;
  if (failed.length === 0 && left.length === 0) say(order.done(well.map((result) => result.item)), undo);
  else if (results.length === 1 && left.length === 0) sayProblem(order.failed(failed), results[0].error);
  else {
    // Under the same name: what was done although no answer came is not done twice.
    const again = () => void changeMany({ ...order, items: [...failed, ...left] }, well, name);
    show(id, { kind: "outcome", title, results, total: results.length + left.length, again, undo, close: () => show(id, undefined) });
  }
}

function takeBack<Item extends BulkItem>({ title, after }: BulkOrder<Item>, done: readonly BulkResult<Item>[]): Promise<void> {
  const backs = done.flatMap(({ item, undo }) => (undo ? [{ ...item, undo }] : []));
  return changeMany<Item & { undo: BulkUndo }>({
    title: `Take back: ${title}`,
    items: backs,
    act: (item, once) => item.undo(once).then(() => undefined),
    done: () => "Taken back.",
    failed: (items) => `${items[0]?.name ?? "It"} could not be taken back.`,
    after,
  });
}
