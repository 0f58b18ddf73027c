// What changed is asked again: told by the server to those who may listen, asked for now and then by all others.
import { useCallback, useEffect, useRef } from "react";
import { methods } from "@/api/client";
import { startLive, stopLive, useLive, type Update } from "@/api/live";
import { queries, refresh } from "@/api/query";

/// How often a page asks by itself what it shows of tickets.
export const askAgain = 30_000;

const tickets = [methods.listTickets, methods.getTicket, methods.listMessages];
const troubles = [methods.listNow, methods.listIncidents];
const touched: Record<string, readonly { path: string }[]> = {
  ticket: [...tickets, ...troubles],
  alert: troubles,
  incident: troubles,
  device: [methods.listDevices],
  disturbance: [methods.getProactivity],
};
// Machines report every minute, each at its own moment.
const pause = 3000;

export function useLivePortal(may: boolean) {
  useEffect(() => {
    if (!may) return undefined;
    startLive(methods.watchLive.path, () => void queries.invalidateQueries());
    return stopLive;
  }, [may]);
  const waiting = useRef(new Set<string>()),
    timer = useRef(0);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useLive(
    "*",
    useCallback((updates: readonly Update[]) => {
      for (const update of updates) if (update.topic in touched) waiting.current.add(update.topic);
      if (waiting.current.size === 0 || timer.current) return;
      const act = () => {
        timer.current = 0;
        const topics = [...waiting.current];
        waiting.current.clear();
        void refresh(queries, [...new Set(topics.flatMap((topic) => touched[topic] ?? []))]);
      };
      timer.current = window.setTimeout(act, waiting.current.has("ticket") ? 200 : pause);
    }, []),
  );
}
