// The same change on many things: a few at a time, each with its own result, so that the failed ones
// can be tried again and the done ones taken back. It is patient: a server that is slow, busy or away for
// a moment makes it wait, not fail, and it leaves the person enough of what they may ask in a second.
import { asProblem, Problem, unreachable } from "@/api/problem";

export interface BulkItem {
  id: string;
  name: string;
}
/// What goes with the call: however often it is repeated, the server does it once.
export interface BulkTry {
  key: string;
  signal: AbortSignal;
}
export type BulkUndo = (once: BulkTry) => Promise<unknown>;
export interface BulkResult<Item> {
  item: Item;
  error?: unknown;
  undo?: BulkUndo;
}
export interface BulkWork<Item extends BulkItem> {
  items: readonly Item[];
  act: (item: Item, once: BulkTry) => Promise<BulkUndo | undefined>;
  progress: (done: number, waits?: string) => void;
  signal: AbortSignal;
  order?: string; // the same for a repetition of the same change
}

const together = 6;
// The server allows an account 50 calls a second and 300 at once: what is left is for the page itself.
const burst = 150,
  perSecond = 35;
const longestAnswer = 60_000;
const pauses = [1000, 2000, 5000, 10_000, 20_000, 30_000]; // while it is not reached
const mostBusy = 60; // times that the server may ask to wait for one item

const sleep = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
  });

/// All workers share what is left of the second, and wait together when the server asks for it.
class Pace {
  private left = burst;
  private filled = Date.now();
  private closedUntil = 0;
  /// Whoever finds nothing left has a turn of their own later on.
  async take(signal: AbortSignal) {
    const now = Date.now();
    this.left = Math.min(burst, this.left + ((now - this.filled) / 1000) * perSecond) - 1;
    this.filled = now;
    if (this.left < 0) await sleep((-this.left / perSecond) * 1000, signal);
    while (!signal.aborted && Date.now() < this.closedUntil) await sleep(this.closedUntil - Date.now(), signal);
  }
  close(ms: number) {
    this.closedUntil = Math.max(this.closedUntil, Date.now() + ms);
  }
}

const isBusy = ({ status }: Problem) => status === 429 || status === 503;
const isAway = ({ status, code }: Problem) => code === unreachable || status === 502 || status === 504;

async function answered<Answer>(ask: (signal: AbortSignal) => Promise<Answer>): Promise<Answer> {
  const limit = AbortSignal.timeout(longestAnswer);
  try {
    return await ask(limit);
  } catch (error) {
    if (!limit.aborted) throw error;
    throw new Problem(0, unreachable, "The server did not answer within a minute. Whether it was done shows when it is tried again.");
  }
}

/// Results in the order of the items; items that were not begun when `signal` came, or when the session ended, are left out.
export async function runBulk<Item extends BulkItem>({ items, act, progress, signal, order = "" }: BulkWork<Item>): Promise<BulkResult<Item>[]> {
  const results: (BulkResult<Item> | undefined)[] = Array.from({ length: items.length }, () => undefined);
  const pace = new Pace();
  const ended = new AbortController(); // the session has: whatever follows would be refused too
  let next = 0,
    done = 0;
  const patiently = async (item: Item): Promise<BulkResult<Item>> => {
    let away = 0;
    for (let busy = 0; ; ) {
      try {
        return { item, undo: await answered((limit) => act(item, { key: order && `${order}.${item.id}`, signal: limit })) };
      } catch (error) {
        const problem = asProblem(error);
        if (problem.status === 401) ended.abort();
        const wait = isBusy(problem) && busy < mostBusy ? Math.max(1, problem.retryAfterSeconds) * 1000 : isAway(problem) ? pauses[away] : undefined;
        if (wait === undefined || signal.aborted) return { item, error };
        if (isBusy(problem)) busy += 1;
        else away += 1;
        progress(done, isBusy(problem) ? "The server is busy; it goes on in a moment." : "The server does not answer; it is tried again.");
        pace.close(wait);
        await pace.take(signal);
        if (signal.aborted) return { item, error };
      }
    }
  };
  const worker = async () => {
    while (next < items.length && !signal.aborted && !ended.signal.aborted) {
      const at = next++;
      await pace.take(signal);
      if (signal.aborted) return;
      results[at] = await patiently(items[at]);
      progress(++done);
    }
  };
  await Promise.all(Array.from({ length: Math.min(together, items.length) }, worker));
  return results.filter((result) => result !== undefined);
}

/// Above this many a destructive change wants the number typed.
export const typedAbove = 20;

export function clientNames(items: readonly { client_name: string }[], most = 4): string {
  const names = [...new Set(items.map((item) => item.client_name))].sort((a, b) => a.localeCompare(b));
  const shown = names.slice(0, most);
  const rest = names.length - shown.length;
  return rest > 0 ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
}
