// Rows that stay where they are while somebody looks at them: what is known of them changes in
// place, what is new waits for "3 new, show".
import { useState } from "react";

export interface Held<Row> {
  key: string;
  from: readonly Row[] | undefined; // the answer this was made of
  ids: readonly string[];
  known: ReadonlyMap<string, Row>; // the newest sight of every row shown
  fresh: number; // rows that wait to be shown
  gone: number; // rows shown that no longer belong here
}

export const noneHeld = <Row>(key: string): Held<Row> => ({ key, from: undefined, ids: [], known: new Map(), fresh: 0, gone: 0 });

export function taken<Row>(key: string, rows: readonly Row[], idOf: (row: Row) => string): Held<Row> {
  return { key, from: rows, ids: rows.map(idOf), known: new Map(rows.map((row) => [idOf(row), row])), fresh: 0, gone: 0 };
}

/// `rows` is the new answer to the same question. Rows behind the last one shown are appended: they
/// are the next page, or came at the end, and move nothing.
export function heldStill<Row>(held: Held<Row>, rows: readonly Row[], idOf: (row: Row) => string): Held<Row> {
  if (held.ids.length === 0) return taken(held.key, rows, idOf);
  const shown = new Set(held.ids);
  const known = new Map(held.known);
  let lastShown = -1,
    still = 0;
  rows.forEach((row, i) => {
    if (!shown.has(idOf(row))) return;
    known.set(idOf(row), row);
    lastShown = i;
    still += 1;
  });
  const ids = [...held.ids];
  let fresh = 0;
  rows.forEach((row, i) => {
    const id = idOf(row);
    if (shown.has(id)) return;
    if (i < lastShown || lastShown < 0) {
      fresh += 1;
      return;
    }
    ids.push(id);
    known.set(id, row);
  });
  return { key: held.key, from: rows, ids, known, fresh, gone: held.ids.length - still };
}

export interface Steady<Row> {
  rows: readonly Row[];
  fresh: number;
  gone: number;
  show: () => void;
}

/// `key` names the question (filter, order): another question starts anew. While `hold` is false the
/// rows simply follow.
export function useSteady<Row>(key: string, rows: readonly Row[] | undefined, idOf: (row: Row) => string, hold: boolean): Steady<Row> {
  const [held, setHeld] = useState<Held<Row>>(() => noneHeld(key));
  let now = held;
  if (rows && (held.key !== key || held.from !== rows || (!hold && held.fresh + held.gone > 0))) {
    now = held.key === key && hold ? heldStill(held, rows, idOf) : taken(key, rows, idOf);
    setHeld(now);
  }
  const shown = now.ids.map((id) => now.known.get(id)).filter((row) => row !== undefined);
  return {
    rows: shown,
    fresh: now.fresh,
    gone: now.gone,
    show: () => {
      if (rows) setHeld(taken(key, rows, idOf));
    },
  };
}
