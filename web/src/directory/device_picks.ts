// What is picked in the device list: rows by id, or everything that the filter matches.
import { useEffect, useMemo, useState } from "react";
import { useSelection, type Selection } from "@/ui/selection";
import type { DeviceRows } from "./device_rows";

export interface Picks {
  selection: Selection;
  everything: boolean;
  count: number;
  takeEverything: () => void;
  clear: () => void;
}

export function useDevicePicks(rows: DeviceRows | undefined, filter: string): Picks {
  const selection = useSelection();
  const [everything, setEverything] = useState(false);
  const { clear } = selection;
  // Another filter is another question.
  useEffect(() => {
    setEverything(false);
    clear();
    // oxlint-disable-next-line react/exhaustive-deps
  }, [filter]);
  const loaded = rows?.loadedCount ?? 0;
  const ids = useMemo(
    () => (everything ? new Set((rows?.loaded() ?? []).map((row) => row.device_id)) : selection.ids),
    // The rows are one growing list.
    // oxlint-disable-next-line react/exhaustive-deps
    [everything, loaded, selection.ids, rows],
  );
  const narrow = (act: () => void) => {
    // From everything to some: what is loaded stays picked, then the change is made.
    if (everything) selection.all(ids);
    setEverything(false);
    act();
  };
  return {
    selection: {
      ids,
      toggle: (id, index) => narrow(() => selection.toggle(id, index)),
      extendTo: (index, idAt) => narrow(() => selection.extendTo(index, idAt)),
      all: (every) => selection.all([...every].filter(Boolean)),
      clear: () => {
        setEverything(false);
        selection.clear();
      },
    },
    everything,
    count: everything ? (rows?.now ?? 0) : selection.ids.size,
    takeEverything: () => setEverything(true),
    clear: () => {
      setEverything(false);
      selection.clear();
    },
  };
}
