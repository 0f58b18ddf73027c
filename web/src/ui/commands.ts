// Actions of the page that is shown, for the palette: "Assign 3 tickets to me". Keys are commands
// too (keys.ts); here is what has none.
import { makeRegistry, useEntries, useNewest } from "./registry";

export interface Command {
  label: string;
  hint?: string;
  run: () => void;
}

const registry = makeRegistry<Command>();

/// Commands of a component, as long as it is mounted.
export const useCommands = (commands: readonly Command[]) => useEntries(registry, commands);
export const useAllCommands = (): readonly Command[] => useNewest(registry).flat();
