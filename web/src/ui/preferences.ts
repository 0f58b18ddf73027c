// Settings of this browser, not of the account: look, density, single keys.
import { useSyncExternalStore } from "react";

export type Theme = "system" | "light" | "dark";
export type Density = "compact" | "default" | "comfortable";
export type Contrast = "system" | "more";
export interface Preferences {
  theme: Theme;
  contrast: Contrast;
  density: Density;
  singleKeys: boolean;
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

let present: Preferences = {
  theme: read("theme", "system") as Theme,
  contrast: read("contrast", "system") as Contrast,
  density: read("density", "default") as Density,
  singleKeys: read("keys", "on") === "on",
};

export function setPreference<Name extends keyof Preferences>(name: Name, value: Preferences[Name]) {
  present = { ...present, [name]: value };
  try {
    localStorage.setItem(prefix + (name === "singleKeys" ? "keys" : name), name === "singleKeys" ? (value ? "on" : "off") : String(value));
  } catch {
    // Without storage the setting lasts as long as the page.
  }
  if (name !== "singleKeys") window.dispatchEvent(new Event("steward-appearance"));
  for (const watcher of watchers) watcher();
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
