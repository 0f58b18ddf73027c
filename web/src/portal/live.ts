// What changed is asked again: told by the server as it happens; while the line is cut, asked for now and then.
import { useCallback, useEffect, useRef } from "react";
import { methods } from "@/api/client";
import { startLive, stopLive, useLive, useLiveState, type Update } from "@/api/live";
import { queries, refresh } from "@/api/query";

const whileLive = 300_000,
  whileCut = 30_000;

/// How often a page asks by itself what it shows.
export const useAskAgain = (): number => (useLiveState().state === "live" ? whileLive : whileCut);

const tickets = [methods.listTickets, methods.getTicket, methods.listMessages, methods.listMyApprovals, methods.getTicketSurvey];
const troubles = [methods.listNow, methods.listIncidents];
const touched: Record<string, readonly { path: string }[]> = {
  ticket: [...tickets, ...troubles, methods.listAttachments],
  alert: troubles,
  incident: troubles,
  device: [methods.listDevices],
  disturbance: [methods.getProactivity],
};
/// Of tickets one is told that there is something new for oneself, and of nothing more ("mine").
export const topicOf = (update: Update): string => (update.topic === "mine" ? String(update.data.topic) : update.topic);

// Machines report every minute, each at its own moment.
const pause = 3000;
// A file stands in the conversation a moment after the words that it came with, and is scanned a moment later.
const filesCome = 4000;

export function useLivePortal() {
  useEffect(() => {
    startLive(methods.watchPortal.path, () => void queries.invalidateQueries());
    return stopLive;
  }, []);
  const waiting = useRef(new Set<string>()),
    timer = useRef(0),
    files = useRef(0);
  useEffect(
    () => () => {
      window.clearTimeout(timer.current);
      window.clearTimeout(files.current);
    },
    [],
  );
  useLive(
    "*",
    useCallback((updates: readonly Update[]) => {
      for (const update of updates) if (topicOf(update) in touched) waiting.current.add(topicOf(update));
      if (waiting.current.size === 0 || timer.current) return;
      const act = () => {
        timer.current = 0;
        const topics = [...waiting.current];
        waiting.current.clear();
        void refresh(queries, [...new Set(topics.flatMap((topic) => touched[topic] ?? []))]);
        if (!topics.includes("ticket")) return;
        window.clearTimeout(files.current);
        files.current = window.setTimeout(() => void refresh(queries, [methods.listAttachments]), filesCome);
      };
      timer.current = window.setTimeout(act, waiting.current.has("ticket") ? 200 : pause);
    }, []),
  );
}
