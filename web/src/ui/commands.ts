// Actions of the page that is shown, for the palette: "Assign 3 tickets to me". Keys are commands
// too (keys.ts); here is what has none.
import { useEffect, useRef, useSyncExternalStore } from "react";

export interface Command {
  label: string;
  hint?: string;
  run: () => void;
}

const scopes: (() => readonly Command[])[] = [];
const watchers = new Set<() => void>();
let version = 0;

function changed() {
  version += 1;
  for (const watcher of watchers) watcher();
}

/// Commands of a component, as long as it is mounted.
export function useCommands(commands: readonly Command[]) {
  const latest = useRef(commands);
  useEffect(() => {
    latest.current = commands;
  });
  useEffect(() => {
    const scope = () => latest.current;
    scopes.push(scope);
    changed();
    return () => {
      scopes.splice(scopes.indexOf(scope), 1);
      changed();
    };
  }, []);
}

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
};

export function useAllCommands(): readonly Command[] {
  useSyncExternalStore(watch, () => version);
  return scopes.toReversed().flatMap((scope) => scope());
}
