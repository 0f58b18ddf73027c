// What a thing may have and has not yet stands in one quiet menu, not in a row of empty sections: each part says what
// it would add, as long as it has nothing to show.
import { createContext, useContext, useState, type ReactNode } from "react";
import { Plus } from "lucide-react";
import { useCommands } from "./commands";
import { useKeys } from "./keys";
import { Menu } from "./menu";
import { makeRegistry, useEntries, useNewest, type Registry } from "./registry";

export interface Add {
  label: string; // "A checklist"
  command: string; // in the palette, where the menu is not in sight: "Add a checklist"
  keys?: string; // a key that does it, bound by the part itself: such a key is in the palette already
  run: () => void;
}

const nowhere = makeRegistry<Add>();
const Place = createContext<Registry<Add>>(nowhere);

/// Its parts say what they would add; an AddMenu among them shows it.
export function AddPlace({ children }: { children: ReactNode }) {
  const [place] = useState(() => makeRegistry<Add>());
  return <Place value={place}>{children}</Place>;
}

/// Of a part that has nothing to show now.
export function useAdds(adds: readonly Add[], active = true) {
  useEntries(useContext(Place), adds, active);
  useCommands(active ? adds.filter((add) => !add.keys).map(({ command, run }) => ({ label: command, run })) : []);
}

export function AddMenu({ keys }: { keys: string }) {
  const adds = useNewest(useContext(Place)).flat();
  const none = "It has all that it can have.";
  useKeys(adds.length > 0 ? [] : [{ keys, label: "Add to the ticket", run: () => {}, barred: none }]);
  return (
    <Menu
      label="Add…"
      icon={Plus}
      tone="quiet"
      keys={keys}
      command="Add to the ticket"
      items={adds
        .toSorted((a, b) => a.label.localeCompare(b.label))
        // After the menu has gone and given the focus back: what begins takes it.
        .map((add) => ({ label: add.label, keys: add.keys, run: () => void window.setTimeout(add.run, 0) }))}
    />
  );
}
