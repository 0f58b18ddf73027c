// The running timer, as the server keeps it: a page that is loaded again shows the same.
import { useEffect, useState } from "react";
import { methods } from "@/api/client";
import type { Timer } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { stopwatch } from "./time_words";

export const useTimer = (enabled = true) => useApi(methods.getTimer, {}, { enabled, refetchInterval: 60_000 }).data;

/// Counts by itself between two answers of the server. The first is right at once, and nothing jumps.
export function Stopwatch({ timer, className = "" }: { timer: Timer; className?: string }) {
  const [now, setNow] = useState(() => Date.now());
  const runs = timer.running_since_unix_ms > 0;
  useEffect(() => {
    if (!runs) return undefined;
    const tick = window.setInterval(() => setNow(Date.now()), 1000);
    return () => window.clearInterval(tick);
  }, [runs]);
  const seconds = Number(timer.collected_s) + (runs ? (now - timer.running_since_unix_ms) / 1000 : 0);
  return (
    <span className={`tabular-nums ${className}`} role="timer" aria-label="Worked so far">
      {stopwatch(seconds)}
    </span>
  );
}
