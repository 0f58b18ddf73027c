// Rows picked in a list: by id, so that live updates and new orders do not change what is picked.
import { useRef, useState } from "react";

export interface Selection {
  ids: ReadonlySet<string>;
  toggle: (id: string, index: number) => void;
  extendTo: (index: number, idAt: (index: number) => string | undefined) => void;
  all: (ids: Iterable<string>) => void;
  clear: () => void;
}

export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(() => new Set());
  const anchor = useRef(0);
  return {
    ids,
    toggle: (id, index) => {
      anchor.current = index;
      setIds((before) => {
        const next = new Set(before);
        if (!next.delete(id)) next.add(id);
        return next;
      });
    },
    extendTo: (index, idAt) => {
      // Read now: the updater runs later, when the anchor may have moved.
      const from = Math.min(anchor.current, index),
        to = Math.max(anchor.current, index);
      anchor.current = index;
      setIds((before) => {
        const next = new Set(before);
        for (let i = from; i <= to; i++) {
          const id = idAt(i);
          if (id) next.add(id);
        }
        return next;
      });
    },
    all: (every) => setIds(new Set(every)),
    clear: () => setIds((before) => (before.size === 0 ? before : new Set())),
  };
}
