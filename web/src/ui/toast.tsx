// Short notes at the bottom, with Undo where there is one. A store outside React: any code may speak.
import { useSyncExternalStore } from "react";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { asProblem } from "@/api/problem";
import { IconButton } from "./button";
import { keysFor, useKeys, whenBarred } from "./keys";
import { usePreferences } from "./preferences";

interface Toast {
  id: number;
  text: string;
  failed: boolean;
  undo?: () => void;
  ended?: (leaving: boolean) => void; // it went without Undo
}

const shownFor = 5000;
const heldFor = 30_000; // at most: whoever walked away with the pointer there has sent their reply
const mostShown = 3;
let toasts: readonly Toast[] = [];
let next = 1;
const watchers = new Set<() => void>();
const timers = new Map<number, number>();
let held = false; // the pointer or the focus is among them: nobody is hurried (WCAG 2.2.1)

function change(list: readonly Toast[]) {
  toasts = list;
  for (const watcher of watchers) watcher();
}

export const toastsShown = (): readonly Toast[] => toasts;

function take(id: number): Toast | undefined {
  const toast = toasts.find((one) => one.id === id);
  window.clearTimeout(timers.get(id));
  timers.delete(id);
  change(toasts.filter((one) => one.id !== id));
  if (toasts.length === 0) held = false; // what went away tells nobody that the pointer left it
  return toast;
}

export const dismiss = (id: number, leaving = false) => take(id)?.ended?.(leaving);
const undo = (id: number) => take(id)?.undo?.();
function undoNewest() {
  const newest = toasts.findLast((toast) => toast.undo);
  if (newest) undo(newest.id);
}

function wait(toast: Toast) {
  window.clearTimeout(timers.get(toast.id));
  const time = held ? heldFor : toast.failed ? 2 * shownFor : shownFor;
  timers.set(
    toast.id,
    window.setTimeout(() => dismiss(toast.id), time),
  );
}

function add(toast: Omit<Toast, "id">): number {
  const made = { ...toast, id: next++ };
  change([...toasts, made]);
  wait(made);
  while (toasts.length > mostShown) dismiss(toasts[0].id);
  return made.id;
}

export function hold(on: boolean) {
  if (held === on) return;
  held = on;
  for (const toast of toasts) wait(toast);
}

export const say = (text: string, undo?: () => void) => add({ text, failed: false, undo });
// What a key cannot do now, in one line. One at a time: whoever tries more keys pushes no note with Undo away.
let barred = 0;
whenBarred((why) => {
  dismiss(barred);
  barred = add({ text: why, failed: true });
});
export const sayProblem = (what: string, error: unknown) => add({ text: `${what} ${asProblem(error).message}`, failed: true });

/// Something without a way back is done only after the undo window: `act` runs unless undone. It
/// runs at once when the page is left, `undone` when it shall not run. Gives back how to undo it.
export function afterUndo(text: string, act: (leaving: boolean) => void, undone?: () => void): () => void {
  let open = true;
  // Whichever comes first: the time is over, the page is left, or Undo.
  const settle = (then: () => void) => {
    if (!open) return;
    open = false;
    window.removeEventListener("pagehide", leave);
    document.removeEventListener("visibilitychange", hidden);
    then();
  };
  const leave = () => dismiss(id, true);
  // A phone that is put away stops the page's clock and may end the page without a word: what was sent goes out now.
  const hidden = () => {
    if (document.hidden && window.matchMedia("(pointer: coarse)").matches) leave();
  };
  const id = add({ text, failed: false, ended: (leaving) => settle(() => act(leaving)), undo: () => settle(() => undone?.()) });
  window.addEventListener("pagehide", leave);
  document.addEventListener("visibilitychange", hidden);
  return () => undo(id);
}

/// What waits for its time for Undo is begun now.
export function actNow() {
  for (const toast of toasts.filter((one) => one.ended)) dismiss(toast.id);
}

const watch = (watcher: () => void) => {
  watchers.add(watcher);
  return () => {
    watchers.delete(watcher);
  };
};

export function ToastHost() {
  const list = useSyncExternalStore(watch, toastsShown);
  const newest = list.findLast((toast) => toast.undo);
  const { singleKeys } = usePreferences();
  useKeys([{ keys: "z", label: "Undo", group: "Everywhere", run: undoNewest, barred: newest ? "" : "There is nothing to take back." }]);
  return (
    // Nothing is done by these listeners: time stands still while somebody is at the notes.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      role="log"
      aria-label="Notes"
      aria-live="polite"
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
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
              className="flex h-7 items-center gap-1.5 rounded-md px-2 font-medium text-accent hover:bg-hover coarse:h-10 coarse:px-3"
              aria-keyshortcuts={toast === newest ? keysFor("z") : undefined}
              onClick={() => undo(toast.id)}
            >
              Undo
              {toast === newest && singleKeys && (
                <kbd aria-hidden className="mono rounded border border-line px-1 text-[11px] coarse:hidden">
                  {keysFor("z")}
                </kbd>
              )}
            </button>
          )}
          <IconButton icon={X} label="Dismiss" onClick={() => dismiss(toast.id)} />
        </div>
      ))}
    </div>
  );
}
