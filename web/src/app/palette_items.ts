// What the palette offers for a text. Pure, so that its order can be told as a story.
import type { Command } from "@/ui/commands";
import { keysFor, type KeyBinding } from "@/ui/keys";

export interface PaletteItem {
  id: string;
  label: string;
  hint?: string; // where it belongs, or its key
  words?: string; // found by these too
  run: () => void;
}
export interface PaletteGroup {
  title: string;
  items: readonly PaletteItem[];
}

// Movement keys are of no use from a box that one types in, and what is the same everywhere stands below.
const elsewhere = new Set(["Lists", "Go to", "Everywhere"]);

/// What the page can do now: its commands, and its keys as far as they do something.
export const offeredHere = (commands: readonly Command[], keys: readonly KeyBinding[]): PaletteItem[] => [
  ...commands.map(({ label, hint, run }) => ({ id: `command ${label}`, label, hint, run })),
  ...keys
    .filter(({ barred, group = "" }) => !barred && !elsewhere.has(group))
    .map(({ keys: pressed, label, run }) => ({
      id: `key ${pressed}`,
      label,
      hint: keysFor(pressed),
      run: () => run(new KeyboardEvent("keydown")),
    })),
];

/// Every word must begin somewhere in the label, the hint or the other words: "op al" finds "Open alerts".
export function matches(item: Pick<PaletteItem, "label" | "hint" | "words">, text: string): boolean {
  const words = `${item.label} ${item.hint ?? ""} ${item.words ?? ""}`.toLowerCase().split(/[\s·/-]+/);
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((wanted) => words.some((word) => word.startsWith(wanted)));
}

export const narrowed = (groups: readonly PaletteGroup[], text: string): PaletteGroup[] =>
  groups.map((group) => ({ ...group, items: group.items.filter((item) => matches(item, text)) })).filter((group) => group.items.length > 0);

/// A person's words as free text of the filter language, so that "a:b" is not taken for a key.
export const asFreeText = (text: string): string =>
  text
    .split(/\s+/)
    .map((word) => word.replaceAll('"', ""))
    .filter(Boolean)
    .map((word) => `"${word}"`)
    .join(" ");
