// What somebody has written and not sent: kept on this device for them alone, over a reload, a lost line and signing out, until
// it is sent or two weeks have passed. Somebody else who signs in here is not shown it.
import { useEffect, useState } from "react";
import { useSession } from "@/api/session";

const prefix = "steward.portal.draft.";
export const keptFor = 14 * 24 * 3600_000;

export interface Kept {
  text: string;
  at: number;
}

/// What of a kept draft is still shown; nothing of what is too old or cannot be read.
export function textOf(stored: string | null, now: number): string {
  try {
    const { text, at } = JSON.parse(stored ?? "{}") as Partial<Kept>;
    return typeof text === "string" && typeof at === "number" && now - at < keptFor ? text : "";
  } catch {
    return "";
  }
}

function write(key: string, text: string) {
  try {
    if (text) localStorage.setItem(key, JSON.stringify({ text, at: Date.now() } satisfies Kept));
    else localStorage.removeItem(key);
  } catch {
    // Then it lives as long as the page.
  }
}

function read(key: string): string {
  try {
    return textOf(localStorage.getItem(key), Date.now());
  } catch {
    return "";
  }
}

/// Drafts that are too old leave the device when the portal is opened.
export function forgetOldDrafts() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(prefix) && !read(key)) localStorage.removeItem(key);
  } catch {
    // Nothing is kept here.
  }
}

export function useDraft(name: string, otherwise = ""): [string, (text: string) => void] {
  const key = `${prefix}${useSession()?.account_id ?? ""}.${name}`;
  const [state, setState] = useState(() => ({ key, text: read(key) }));
  useEffect(() => setState((present) => (present.key === key ? present : { key, text: read(key) })), [key]);
  const text = state.key === key ? state.text : "";
  return [
    text || otherwise,
    (next) => {
      setState({ key, text: next });
      write(key, next === otherwise ? "" : next);
    },
  ];
}
