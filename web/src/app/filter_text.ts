// The text of a filter line: shown at once, asked for a moment after the last key, kept in the address.
import { useEffect, useState } from "react";
import { usePageSearch } from "./search";

const pause = 200;

export function useFilterText(): { text: string; setText: (text: string) => void; applied: string } {
  const [search, change] = usePageSearch();
  const applied = search.q ?? "";
  const [text, setText] = useState(applied);
  const [seen, setSeen] = useState(applied);
  const [sent, setSent] = useState<readonly string[]>([]); // not back from the address yet
  // The address was changed elsewhere: a saved view, the back button. What this line sent there itself
  // comes back a moment later, perhaps after the next was sent; a letter typed meanwhile must not be lost to it.
  if (seen !== applied) {
    const mine = sent.indexOf(applied);
    setSeen(applied);
    setSent(mine < 0 ? [] : sent.slice(mine + 1));
    if (mine < 0) setText(applied);
  }
  useEffect(() => {
    if (text === applied) return undefined;
    const timer = window.setTimeout(() => {
      setSent((before) => [...before, text]);
      change({ q: text });
    }, pause);
    return () => window.clearTimeout(timer);
    // What arrives may be older than what stands there by now, which is asked for then.
  }, [text, applied, change]);
  return { text, setText, applied };
}
