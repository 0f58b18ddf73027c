// The same change on many things: a few at a time, each with its own result, so that the failed ones
// can be tried again and the done ones taken back.
export interface BulkItem {
  id: string;
  name: string;
}
export interface BulkResult<Item> {
  item: Item;
  error?: unknown;
  undo?: () => Promise<unknown>;
}
export interface BulkWork<Item extends BulkItem> {
  items: readonly Item[];
  act: (item: Item) => Promise<(() => Promise<unknown>) | undefined>;
  progress: (done: number) => void;
  signal: AbortSignal;
}

const together = 6;

/// Results in the order of the items; items that were not begun when `signal` came are left out.
export async function runBulk<Item extends BulkItem>({ items, act, progress, signal }: BulkWork<Item>): Promise<BulkResult<Item>[]> {
  const results: (BulkResult<Item> | undefined)[] = Array.from({ length: items.length }, () => undefined);
  let next = 0,
    done = 0;
  const worker = async () => {
    while (next < items.length && !signal.aborted) {
      const at = next++;
      const item = items[at];
      try {
        results[at] = { item, undo: await act(item) };
      } catch (error) {
        results[at] = { item, error };
      }
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
