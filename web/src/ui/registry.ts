// What the parts of a page that are shown offer at this moment: keys, commands, things to add. Whoever asks gets what
// stands there then, the newest part first.
import { useInsertionEffect, useRef, useSyncExternalStore } from "react";

type Scope<Entry> = () => readonly Entry[];
export interface Registry<Entry> {
  add: (scope: Scope<Entry>) => () => void;
  newest: () => readonly (readonly Entry[])[];
  changed: () => void;
  watch: (watcher: () => void) => () => void;
  version: () => number;
}

export function makeRegistry<Entry extends { label: string }>(): Registry<Entry> {
  const scopes: Scope<Entry>[] = [];
  const watchers = new Set<() => void>();
  let version = 0;
  let telling = false;
  // Told after the commit: nothing may be drawn while React changes the page.
  const changed = () => {
    version += 1;
    if (telling) return;
    telling = true;
    queueMicrotask(() => {
      telling = false;
      for (const watcher of watchers) watcher();
    });
  };
  return {
    changed,
    newest: () => scopes.toReversed().map((scope) => scope()),
    add: (scope) => {
      scopes.push(scope);
      changed();
      return () => {
        scopes.splice(scopes.indexOf(scope), 1);
        changed();
      };
    },
    watch: (watcher) => {
      watchers.add(watcher);
      return () => {
        watchers.delete(watcher);
      };
    },
    version: () => version,
  };
}

/// Entries of a component, as long as it is mounted and `active`. They are there in the commit that shows it, before
/// anything can be seen. (Layout effects would do that too, but a part that waits for code runs them again, and would
/// take another place in the order.)
export function useEntries<Entry extends { label: string }>(registry: Registry<Entry>, entries: readonly Entry[], active = true) {
  const latest = useRef(entries);
  const labels = entries.map((entry) => entry.label).join("\n");
  useInsertionEffect(() => {
    latest.current = entries;
  });
  useInsertionEffect(registry.changed, [registry, labels]);
  useInsertionEffect(() => (active ? registry.add(() => latest.current) : undefined), [registry, active]);
}

export function useNewest<Entry>(registry: Registry<Entry>): readonly (readonly Entry[])[] {
  useSyncExternalStore(registry.watch, registry.version);
  return registry.newest();
}
