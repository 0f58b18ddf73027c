// Single keys ("j", "x", "g d"), as in Linear and GitHub: off inside fields and dialogs, and off
// altogether when the person switched them off (WCAG 2.1.4).
import { useEffect, useRef, useSyncExternalStore } from "react";
import { keepKeyMap, presentKeys, readKeyMap, swapped, type KeyMap } from "./key_map";
import { preferences } from "./preferences";

export interface KeyBinding {
  keys: string; // "j", "Shift+x", "g d", "?"
  label: string;
  group?: string;
  run: (event: KeyboardEvent) => void;
}

interface Scope {
  bindings: () => readonly KeyBinding[];
}

const scopes: Scope[] = [];
const watchers = new Set<() => void>();
let version = 0;
let pending = "";
let pendingTimer = 0;
let map: KeyMap = readKeyMap();

function changed() {
  version += 1;
  for (const watcher of watchers) watcher();
}

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
  for (const scope of scopes.toReversed()) {
    const hit = scope.bindings().find((binding) => presentKeys(map, binding.keys) === sequence);
    if (hit) return hit;
  }
  return undefined;
}

function begins(sequence: string): boolean {
  return scopes.some((scope) => scope.bindings().some((binding) => presentKeys(map, binding.keys).startsWith(`${sequence} `)));
}

// Enter, Space and arrows on a control that has focus belong to that control; all but Enter to what scrolls.
const belongsToControl = (event: KeyboardEvent) =>
  /^(Enter| |ArrowUp|ArrowDown|ArrowLeft|ArrowRight|Home|End)$/.test(event.key) &&
  event.target instanceof Element &&
  (event.target.closest("a,button,summary,[role=tab],[role=menuitem],[role=option]") !== null ||
    (event.key !== "Enter" && event.target.closest("[data-scrolls]") !== null));

function handle(event: KeyboardEvent) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || belongsToControl(event)) return;
  if (document.querySelector("[role=dialog],[role=alertdialog],[role=menu]")) return;
  const name = nameOf(event);
  const single = name.length === 1 || name.startsWith("Shift+");
  if (single && !preferences().singleKeys) return;
  const sequence = pending ? `${pending} ${name}` : name;
  window.clearTimeout(pendingTimer);
  pending = "";
  const hit = find(sequence);
  if (hit) {
    event.preventDefault();
    hit.run(event);
  } else if (begins(sequence)) {
    pending = sequence;
    pendingTimer = window.setTimeout(() => {
      pending = "";
    }, 1200);
  }
}

if (typeof document !== "undefined") document.addEventListener("keydown", handle);

/// Bindings of a component, as long as it is mounted. What was mounted last wins.
export function useKeys(bindings: readonly KeyBinding[], active = true) {
  const latest = useRef(bindings);
  useEffect(() => {
    latest.current = bindings;
  });
  useEffect(() => {
    if (!active) return undefined;
    const scope: Scope = { bindings: () => latest.current };
    scopes.push(scope);
    changed();
    return () => {
      scopes.splice(scopes.indexOf(scope), 1);
      changed();
    };
  }, [active]);
}

/// The key that stands for `usual` now.
export const keysFor = (usual: string): string => presentKeys(map, usual);
export const keysChanged = (): boolean => Object.keys(map).length > 0;

/// Gives the command of `usual` another key. False: that key has a meaning of its own.
export function changeKeys(usual: string, wanted: string): boolean {
  const next = swapped(map, usual, wanted);
  if (!next) return false;
  takeMap(next);
  return true;
}
export const usualKeys = () => takeMap({});
function takeMap(next: KeyMap) {
  map = next;
  keepKeyMap(next);
  changed();
}

/// Everything that a key does right now, for the cheat sheet; `keys` are the usual ones.
export function useAllKeys(): readonly KeyBinding[] {
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => {
        watchers.delete(watcher);
      };
    },
    () => version,
  );
  const seen = new Set<string>();
  return scopes
    .toReversed()
    .flatMap((scope) => scope.bindings())
    .filter((binding) => !seen.has(binding.keys) && seen.add(binding.keys));
}
