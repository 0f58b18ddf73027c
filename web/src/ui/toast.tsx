// Short notes at the bottom, with Undo where there is one. A store outside React: any code may speak.
import { useSyncExternalStore } from "react";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { asProblem } from "@/api/problem";
import { IconButton } from "./button";

interface Toast {
  id: number;
  text: string;
  failed: boolean;
  undo?: () => void;
}

const shownFor = 5000;
let toasts: readonly Toast[] = [];
let next = 1;
const watchers = new Set<() => void>();
const timers = new Map<number, number>();

function change(list: readonly Toast[]) {
  toasts = list;
  for (const watcher of watchers) watcher();
}

export const toastsShown = (): readonly Toast[] => toasts;

export function dismiss(id: number) {
  window.clearTimeout(timers.get(id));
  timers.delete(id);
  change(toasts.filter((toast) => toast.id !== id));
}

function add(text: string, failed: boolean, undo?: () => void): number {
  const id = next++;
  change([...toasts.slice(-2), { id, text, failed, undo }]);
  timers.set(
    id,
    window.setTimeout(() => dismiss(id), failed ? 2 * shownFor : shownFor),
  );
  return id;
}

export const say = (text: string, undo?: () => void) => add(text, false, undo);
export const sayProblem = (what: string, error: unknown) => add(`${what} ${asProblem(error).message}`, true);

/// Something without a way back is done only after the undo window: `act` runs unless undone. It
/// runs at once when the page is left, `undone` when it shall not run.
export function afterUndo(text: string, act: (leaving: boolean) => void, undone?: () => void) {
  let open = true;
  const finish = (leaving: boolean) => {
    if (!open) return;
    open = false;
    window.removeEventListener("pagehide", leave);
    act(leaving);
  };
  const leave = () => finish(true);
  window.addEventListener("pagehide", leave);
  window.setTimeout(() => finish(false), shownFor);
  say(text, () => {
    if (!open) return;
    open = false;
    window.removeEventListener("pagehide", leave);
    undone?.();
  });
}

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
};

export function ToastHost() {
  const list = useSyncExternalStore(watch, toastsShown);
  return (
    <div
      aria-live="polite"
      className="no-print pointer-events-none fixed inset-x-0 bottom-4 z-30 flex flex-col items-center gap-2 px-3 max-md:bottom-18"
    >
      {list.map((toast) => (
        <div
          key={toast.id}
          className="pointer-events-auto flex max-w-full items-center gap-3 rounded-lg border border-line bg-bg py-1.5 pr-1.5 pl-3 shadow-lg"
        >
          {toast.failed ? (
            <CircleAlert size={15} aria-hidden className="shrink-0 text-crit" />
          ) : (
            <CircleCheck size={15} aria-hidden className="shrink-0 text-ok" />
          )}
          <span className="min-w-0">{toast.text}</span>
          {toast.undo && (
            <button
              type="button"
              className="h-7 rounded-md px-2 font-medium text-accent hover:bg-hover"
              onClick={() => {
                toast.undo?.();
                dismiss(toast.id);
              }}
            >
              Undo
            </button>
          )}
          <IconButton icon={X} label="Dismiss" onClick={() => dismiss(toast.id)} />
        </div>
      ))}
    </div>
  );
}
