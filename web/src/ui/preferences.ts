// How the console looks, kept in this browser, and how its keys work, kept in the account.
import { useSyncExternalStore } from "react";
import type { KeyMap } from "./key_map";

export type Theme = "system" | "light" | "dark";
export type Density = "compact" | "default" | "comfortable";
export type Contrast = "system" | "more";
/// In whichever browser somebody signs in.
export interface KeyPreferences {
  singleKeys: boolean;
  keyMap: KeyMap;
}
export interface Preferences extends KeyPreferences {
  theme: Theme;
  contrast: Contrast;
  density: Density;
}

const prefix = "steward.";
const watchers = new Set<() => void>();

function read(name: string, fallback: string): string {
  try {
    return localStorage.getItem(prefix + name) ?? fallback;
  } catch {
    return fallback;
  }
}

const asShipped: KeyPreferences = { singleKeys: true, keyMap: {} };
let present: Preferences = {
  theme: read("theme", "system") as Theme,
  contrast: read("contrast", "system") as Contrast,
  density: read("density", "default") as Density,
  ...asShipped,
};

let keepInAccount: (part: Partial<KeyPreferences>) => void = () => {};
export const onKeyPreference = (keep: (part: Partial<KeyPreferences>) => void) => {
  keepInAccount = keep;
};

function change(part: Partial<Preferences>) {
  present = { ...present, ...part };
  for (const watcher of watchers) watcher();
}

/// What the account says; nothing: nobody is signed in, the keys are as shipped.
export const takeKeyPreferences = (kept: KeyPreferences = asShipped) => change(kept);

export function setPreference<Name extends keyof Preferences>(name: Name, value: Preferences[Name]) {
  if (name === "singleKeys" || name === "keyMap") {
    change({ [name]: value });
    keepInAccount({ [name]: value });
    return;
  }
  try {
    localStorage.setItem(prefix + name, String(value));
  } catch {
    // Without storage the setting lasts as long as the page.
  }
  window.dispatchEvent(new Event("steward-appearance"));
  change({ [name]: value });
}

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
};

export const preferences = () => present;
export const usePreferences = (): Preferences => useSyncExternalStore(watch, () => present);

const rowHeights: Record<Density, number> = { compact: 28, default: 32, comfortable: 40 };
export const rowHeightOf = (density: Density) => rowHeights[density];

let theme = 0;
const themeWatchers = new Set<() => void>();
function themeChanged() {
  theme += 1;
  // The attribute is set by public/appearance.js, which hears of the change at the same time.
  queueMicrotask(() => {
    for (const watcher of themeWatchers) watcher();
  });
}
if (typeof window !== "undefined") {
  window.addEventListener("steward-appearance", themeChanged);
  for (const wish of ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"])
    window.matchMedia?.(wish).addEventListener("change", themeChanged);
}
const watchTheme = (watcher: () => void) => {
  themeWatchers.add(watcher);
  return () => {
    themeWatchers.delete(watcher);
  };
};
/// Another number whenever colours changed: canvases draw themselves again.
export const useThemeVersion = (): number => useSyncExternalStore(watchTheme, () => theme);
