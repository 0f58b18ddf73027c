// The text of a filter line: shown at once, asked for a moment after the last key, kept in the address.
import { useEffect, useState } from "react";
import { usePageSearch } from "./search";

const pause = 200;

export function useFilterText(): { text: string; setText: (text: string) => void; applied: string } {
  const [search, change] = usePageSearch();
  const applied = search.q ?? "";
  const [text, setText] = useState(applied);
  const [seen, setSeen] = useState(applied);
  const [sent, setSent] = useState<string>();
  // The address was changed elsewhere: a saved view, the back button. What this line sent there itself
  // comes back a moment later; a letter typed meanwhile must not be lost to it.
  if (seen !== applied) {
    setSeen(applied);
    if (sent === applied) setSent(undefined);
    else setText(applied);
  }
  useEffect(() => {
    if (text === applied) return undefined;
    const timer = window.setTimeout(() => {
      setSent(text);
      change({ q: text });
    }, pause);
    return () => window.clearTimeout(timer);
    // `applied` follows `text`; only typing starts the timer.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [text, change]);
  return { text, setText, applied };
}
