// What has been asked for and waits for the undo window, by what it is about: wherever that is shown, it is not asked for twice.
import { useSyncExternalStore } from "react";
import { actNow, afterUndo } from "./toast";

export interface Later {
  text: string; // "Closing TIC-2026-00012"
  undo?: () => void; // none: it is on its way
}

const waiting = new Map<string, Later>();
const running = new Set<Promise<unknown>>();
const watchers = new Set<() => void>();
function set(about: string, value: Later | undefined) {
  if (value) waiting.set(about, value);
  else waiting.delete(about);
  for (const watcher of watchers) watcher();
}
const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
};
export const laterOf = (about: string): Later | undefined => waiting.get(about);
export const useLater = (about: string): Later | undefined => useSyncExternalStore(watch, () => laterOf(about));

/// `afterUndo`, and known by what it is about until what `act` gives back has settled.
export function later(about: string, text: string, act: (leaving: boolean) => Promise<unknown>, undone?: () => void): void {
  const undo = afterUndo(
    `${text}.`,
    (leaving) => {
      set(about, { text });
      const run = act(leaving).finally(() => {
        running.delete(run);
        set(about, undefined);
      });
      running.add(run);
    },
    () => {
      set(about, undefined);
      undone?.();
    },
  );
  set(about, { text, undo });
}

/// Before whoever asked for it signs out: what still waits is done while they may.
export async function finishLater(): Promise<void> {
  actNow();
  await Promise.allSettled(running);
}
