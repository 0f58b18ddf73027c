// Changes whose answer never came: the server may have done them. Sent again word for word within a while they go under the key they had, so that
// the server answers as it did then instead of doing them twice (Idempotency-Key). In memory only: after a reload nobody sends the same again unseen.

const remembered = 20;
const whileMs = 10 * 60_000;
const open = new Map<string, { key: string; at: number }>();

export function unanswered(change: string, key: string, now: number): void {
  open.delete(change);
  open.set(change, { key, at: now });
  if (open.size > remembered) open.delete(open.keys().next().value ?? "");
}

/// The key of the same change that was not answered.
export function againUnder(change: string, now: number): string | undefined {
  const before = open.get(change);
  return before && now - before.at < whileMs ? before.key : undefined;
}

export const answered = (change: string): void => {
  open.delete(change);
};
