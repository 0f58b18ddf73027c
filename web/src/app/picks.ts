// What is picked in a list: rows by id, or everything that its filter matches, loaded or not.
import { useEffect, useMemo, useState } from "react";
import { sayProblem } from "@/ui/toast";
import type { Selection } from "@/ui/selection";
import { whileReading } from "@/ui/bulk_orders";

interface Source<Row> {
  rows: readonly Row[];
  total: number;
  isMore?: boolean; // than `total`: nobody counted them all
  filter: string;
  idOf: (row: Row) => string;
  readAll: (signal: AbortSignal, progress: (loaded: number) => void) => Promise<readonly Row[]>;
}

export interface Picks<Row> {
  selection: Selection;
  everything: boolean;
  count: number;
  total: number;
  isMore: boolean; // than `total`
  takeEverything: () => void;
  clear: () => void;
  rows: readonly Row[]; // those of the picked that are loaded
  gather: () => Promise<readonly Row[]>; // all of the picked; none when they could not be read
}

/// `selection` is made by the page: its list holds still while something is picked.
export function usePicks<Row>({ rows, total, isMore = false, filter, idOf, readAll }: Source<Row>, selection: Selection): Picks<Row> {
  const [everything, setEverything] = useState(false);
  // Another filter is another question.
  useEffect(() => {
    setEverything(false);
    selection.clear();
    // oxlint-disable-next-line react/exhaustive-deps
  }, [filter]);
  const ids = useMemo(() => (everything ? new Set(rows.map(idOf)) : selection.ids), [everything, rows, idOf, selection.ids]);
  const narrow = (act: () => void) => {
    // From everything to some: what is loaded stays picked, then the change is made.
    if (everything) selection.all(ids);
    setEverything(false);
    act();
  };
  const clear = () => {
    setEverything(false);
    selection.clear();
  };
  const picked = rows.filter((row) => ids.has(idOf(row)));
  return {
    selection: {
      ids,
      clear,
      all: (every) => narrow(() => selection.all([...every].filter(Boolean))),
      toggle: (id, index) => narrow(() => selection.toggle(id, index)),
      extendTo: (index, idAt) => narrow(() => selection.extendTo(index, idAt)),
    },
    everything,
    total,
    isMore,
    clear,
    count: everything ? total : picked.length,
    rows: picked,
    takeEverything: () => {
      selection.all(rows.map(idOf));
      setEverything(true);
    },
    gather: async () => {
      if (!everything) return picked;
      try {
        return await whileReading(readAll);
      } catch (error) {
        sayProblem("What matches could not be read; nothing was changed.", error);
        return [];
      }
    },
  };
}
