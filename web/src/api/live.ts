// Live updates: one EventSource for the whole console, handed out per animation frame, so that two
// hundred changes in a second are one repaint.
import { useEffect, useSyncExternalStore } from "react";

export interface Update {
  topic: string;
  id: string;
  data: Record<string, unknown>;
}
export type LiveState = "connecting" | "live" | "lost";
type Listener = (updates: readonly Update[]) => void;

const topics = new Map<string, Set<Listener>>();
const watchers = new Set<() => void>();
let state: LiveState = "connecting";
let lostAt = 0;
let source: EventSource | undefined;
let waiting: Update[] = [];
let frame = 0;
let retry = 0;
let attempts = 0;

function become(next: LiveState) {
  if (next === state) return;
  if (next === "lost") lostAt = Date.now();
  state = next;
  for (const watcher of watchers) watcher();
}

function deliver() {
  frame = 0;
  const batch = waiting;
  waiting = [];
  for (const [topic, listeners] of topics) {
    const mine = topic === "*" ? batch : batch.filter((update) => update.topic === topic);
    if (mine.length > 0) for (const listener of listeners) listener(mine);
  }
}

export function readUpdate(text: string): Update | undefined {
  try {
    const message = JSON.parse(text) as { topic?: string; id?: string; json?: unknown };
    if (!message.topic) return undefined;
    const inner = typeof message.json === "string" && message.json ? JSON.parse(message.json) : message.json;
    return {
      topic: message.topic,
      id: message.id ?? "",
      data: inner && typeof inner === "object" ? (inner as Record<string, unknown>) : {},
    };
  } catch {
    return undefined;
  }
}

export function receive(update: Update) {
  waiting.push(update);
  // A hidden tab gets no frames: there a short timer does the same.
  if (!frame) frame = document.hidden ? window.setTimeout(deliver, 500) : requestAnimationFrame(deliver);
}

export function startLive(address: string, reconnected: () => void) {
  stopLive();
  source = new EventSource(address);
  source.onopen = () => {
    const again = state === "lost";
    attempts = 0;
    become("live");
    if (again) reconnected();
  };
  const take = (event: MessageEvent) => {
    const update = readUpdate(String(event.data));
    if (update) receive(update);
  };
  source.onmessage = take;
  source.addEventListener("update", take);
  source.onerror = () => {
    become("lost");
    // The browser reconnects by itself, except after an answer that was not an event stream.
    if (source?.readyState !== EventSource.CLOSED) return;
    attempts += 1;
    retry = window.setTimeout(() => startLive(address, reconnected), Math.min(30_000, 1000 * 2 ** attempts));
  };
}

export function stopLive() {
  window.clearTimeout(retry);
  source?.close();
  source = undefined;
}

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
};

export function useLiveState(): { state: LiveState; lostAt: number } {
  const now = useSyncExternalStore(watch, () => state);
  return { state: now, lostAt };
}

/// Calls `listener` with all updates of `topic` ("*": every topic) that came within a frame.
export function useLive(topic: string, listener: Listener) {
  useEffect(() => {
    const listeners = topics.get(topic) ?? new Set<Listener>();
    topics.set(topic, listeners.add(listener));
    return () => {
      listeners.delete(listener);
    };
  }, [topic, listener]);
}
