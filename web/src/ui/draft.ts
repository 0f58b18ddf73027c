// Unsent text, kept while the browser tab lives: a reload or an ended session loses nothing.
import { useState } from "react";

const prefix = "steward.draft.";

export function readDraft(name: string): string {
  try {
    return sessionStorage.getItem(prefix + name) ?? "";
  } catch {
    return "";
  }
}

export function useDraft(name: string): [string, (text: string) => void] {
  const [text, setText] = useState(() => readDraft(name));
  return [
    text,
    (next) => {
      setText(next);
      try {
        if (next) sessionStorage.setItem(prefix + name, next);
        else sessionStorage.removeItem(prefix + name);
      } catch {
        // Then it lives as long as the page.
      }
    },
  ];
}
