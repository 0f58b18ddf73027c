// Says when the line is cut or slow, and what that means for what one is writing. Nothing that was typed is lost.
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { CloudOff, Hourglass } from "lucide-react";
import { call, callWatchers, methods } from "@/api/client";
import { useLiveState } from "@/api/live";
import { asProblem, unreachable } from "@/api/problem";
import { queries } from "@/api/query";

const patience = 4000; // a call that takes longer is slow
const settled = 3000; // a line that comes back at once was not cut
const askEvery = 15_000;

function watchLine(tell: () => void) {
  window.addEventListener("online", tell);
  window.addEventListener("offline", tell);
  return () => {
    window.removeEventListener("online", tell);
    window.removeEventListener("offline", tell);
  };
}

/// Whether a call has been under way for so long that a person wonders.
function useSlow(): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    const timers: number[] = [];
    const hear = (_: string, ended: boolean) => {
      if (!ended) timers.push(window.setTimeout(() => setSlow(true), patience));
      else window.clearTimeout(timers.shift());
      if (timers.length === 0) setSlow(false);
    };
    callWatchers.add(hear);
    return () => {
      callWatchers.delete(hear);
      timers.forEach((timer) => window.clearTimeout(timer));
    };
  }, []);
  return slow;
}

/// Whether nothing comes through. That updates stopped may have another reason: then the server is asked something.
function useCut(): boolean {
  const offline = useSyncExternalStore(watchLine, () => !navigator.onLine);
  const { state } = useLiveState();
  const [silent, setSilent] = useState(false);
  useEffect(() => {
    if (state !== "lost") {
      setSilent(false);
      return undefined;
    }
    const ask = () =>
      void call(methods.getSession, {}).then(
        () => setSilent(false),
        (problem: unknown) => setSilent(asProblem(problem).code === unreachable),
      );
    const first = window.setTimeout(ask, settled);
    const again = window.setInterval(ask, askEvery);
    return () => {
      window.clearTimeout(first);
      window.clearInterval(again);
    };
  }, [state]);
  return offline || silent;
}

export function Connection() {
  const cut = useCut();
  const slow = useSlow();
  const was = useRef(false);
  useEffect(() => {
    // What was shown meanwhile may be old.
    if (was.current && !cut) void queries.invalidateQueries();
    was.current = cut;
  }, [cut]);
  return (
    <div role="status" aria-live="polite" className="no-print">
      {cut ? (
        <p className="flex items-center justify-center gap-2 bg-warn-bg px-4 py-2 text-center text-sm text-warn">
          <CloudOff size={16} aria-hidden className="shrink-0" />
          <span>No connection. You see what was here last; what you write is kept on this device.</span>
        </p>
      ) : (
        slow && (
          <p className="flex items-center justify-center gap-2 bg-panel px-4 py-2 text-center text-sm text-dim">
            <Hourglass size={16} aria-hidden className="shrink-0" />
            <span>The connection is slow. It is still working on it.</span>
          </p>
        )
      )}
    </div>
  );
}
