// The page's title: in the header and in the window.
import { useEffect, useSyncExternalStore, type ReactNode } from "react";

interface Title {
  text: string;
  before?: ReactNode; // where it belongs to, as a link
}
let title: Title = { text: "" };
const watchers = new Set<() => void>();

export function useTitle(text: string, before?: ReactNode) {
  useEffect(() => {
    title = { text, before };
    document.title = text ? `${text} · Steward` : "Steward";
    for (const watcher of watchers) watcher();
    // `before` is rendered anew each time; the text says when it changed.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [text]);
}

export const useShownTitle = (): Title =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => {
        watchers.delete(watcher);
      };
    },
    () => title,
  );
