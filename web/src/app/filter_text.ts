// The text of a filter line: shown at once, asked for a moment after the last key, kept in the address.
import { useEffect, useState } from "react";
import { usePageSearch } from "./search";

const pause = 200;

export function useFilterText(): { text: string; setText: (text: string) => void; applied: string } {
  const [search, change] = usePageSearch();
  const applied = search.q ?? "";
  const [text, setText] = useState(applied);
  const [seen, setSeen] = useState(applied);
  // The address was changed elsewhere: a saved view, the back button.
  if (seen !== applied) {
    setSeen(applied);
    setText(applied);
  }
  useEffect(() => {
    if (text === applied) return undefined;
    const timer = window.setTimeout(() => change({ q: text }), pause);
    return () => window.clearTimeout(timer);
    // `applied` follows `text`; only typing starts the timer.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [text, change]);
  return { text, setText, applied };
}
