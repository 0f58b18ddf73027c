// Single keys ("j", "x", "g d"), as in Linear and GitHub: off inside fields and dialogs, and off
// altogether when the person switched them off (WCAG 2.1.4). One listener for as long as the page lives; who binds
// what is looked up when a key comes.
import { presentKeys, swapped, type KeyMap } from "./key_map";
import { preferences, setPreference } from "./preferences";
import { makeRegistry, useEntries, useNewest } from "./registry";

export interface KeyBinding {
  keys: string; // "j", "Shift+x", "g d", "?"
  label: string;
  group?: string;
  barred?: string; // why it does nothing in this state; said instead, unless another part of the page has the key
  run: (event: KeyboardEvent) => void;
}

const registry = makeRegistry<KeyBinding>();
// The first key of two. When it was pressed counts, not when a busy page came to look at it.
let pending = { keys: "", at: 0 };
const secondKeyWithin = 1200;

/// Letters are compared in lower case: Shift+x arrives as "X".
export function nameOf(event: Pick<KeyboardEvent, "key" | "shiftKey">): string {
  const letter = event.key.length === 1 && event.key.toLowerCase() !== event.key.toUpperCase();
  if (!letter) return event.key;
  return (event.shiftKey ? "Shift+" : "") + event.key.toLowerCase();
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) && (target as HTMLInputElement).type !== "checkbox");
}

function find(sequence: string): KeyBinding | undefined {
  const hits = registry.newest().flatMap((bindings) => bindings.filter((one) => presentKeys(preferences().keyMap, one.keys) === sequence));
  return hits.find((one) => !one.barred) ?? hits[0];
}

function begins(sequence: string): boolean {
  return registry.newest().some((bindings) => bindings.some((binding) => presentKeys(preferences().keyMap, binding.keys).startsWith(`${sequence} `)));
}

// Enter, Space and arrows on a control that has focus belong to that control; all but Enter to what scrolls.
const belongsToControl = (event: KeyboardEvent) =>
  /^(Enter| |ArrowUp|ArrowDown|ArrowLeft|ArrowRight|Home|End)$/.test(event.key) &&
  event.target instanceof Element &&
  (event.target.closest("a,button,summary,[role=tab],[role=menuitem],[role=option]") !== null ||
    (event.key !== "Enter" && event.target.closest("[data-scrolls]") !== null));

// What has been closed may stay in the page until it has faded.
const popupThatIsOpen = ["dialog", "alertdialog", "menu"].map((role) => `[role=${role}]:not([data-closed])`).join(",");

// Notes are drawn by who knows keys already.
let tellBarred: (why: string) => void = () => {};
export const whenBarred = (tell: (why: string) => void) => void (tellBarred = tell);

function handle(event: KeyboardEvent) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || belongsToControl(event)) return;
  if (document.querySelector(popupThatIsOpen)) return;
  const name = nameOf(event);
  const single = name.length === 1 || name.startsWith("Shift+");
  if (single && !preferences().singleKeys) return;
  const goesOn = pending.keys !== "" && event.timeStamp - pending.at <= secondKeyWithin;
  const sequence = goesOn ? `${pending.keys} ${name}` : name;
  pending = { keys: "", at: 0 };
  const hit = find(sequence);
  if (hit) {
    event.preventDefault();
    if (hit.barred) tellBarred(hit.barred);
    else hit.run(event);
  } else if (begins(sequence)) {
    pending = { keys: sequence, at: event.timeStamp };
  }
}

if (typeof document !== "undefined") document.addEventListener("keydown", handle);

/// Bindings of a component, as long as it is mounted. What was mounted last wins.
export const useKeys = (bindings: readonly KeyBinding[], active = true) => useEntries(registry, bindings, active);

/// The key that stands for `usual` now.
export const keysFor = (usual: string): string => presentKeys(preferences().keyMap, usual);
export const keysChanged = (): boolean => Object.keys(preferences().keyMap).length > 0;

/// Gives the command of `usual` another key. False: that key has a meaning of its own.
export function changeKeys(usual: string, wanted: string): boolean {
  const next = swapped(preferences().keyMap, usual, wanted);
  if (!next) return false;
  takeMap(next);
  return true;
}
export const usualKeys = () => takeMap({});
function takeMap(next: KeyMap) {
  setPreference("keyMap", next);
  registry.changed();
}

/// Everything that a key does right now, for the cheat sheet, and then what is barred; `keys` are the usual ones.
export function useAllKeys(): readonly KeyBinding[] {
  const seen = new Set<string>();
  return useNewest(registry)
    .flat()
    .toSorted((a, b) => Number(Boolean(a.barred)) - Number(Boolean(b.barred)))
    .filter((binding) => !seen.has(binding.keys) && seen.add(binding.keys));
}
