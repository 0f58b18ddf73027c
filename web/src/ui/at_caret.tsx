// What may stand where one is writing: a short list above the box. Arrows choose, Enter or Tab takes, Escape closes; the
// focus stays in the box.
import { useLayoutEffect, useRef, useState, type ReactNode, type RefObject } from "react";
import { flushSync } from "react-dom";

interface Props<Item> {
  id?: string;
  label: string;
  box: RefObject<HTMLTextAreaElement | null>;
  items: readonly Item[]; // none: nothing is shown
  keyOf: (item: Item) => string;
  line: (item: Item) => ReactNode;
  onPick: (item: Item) => void;
  onClose: () => void;
}

export function AtCaret<Item>({ id, label, box, items, keyOf, line, onPick, onClose }: Props<Item>) {
  const [chosen, setChosen] = useState(0);
  const at = Math.min(chosen, items.length - 1);
  // The keys of the list go before those of the box: Enter picks instead of breaking the line.
  // Bound with the picture itself: a key pressed right after the list has gone is meant for the box.
  const latest = useRef({ items, at, onPick, onClose });
  useLayoutEffect(() => {
    latest.current = { items, at, onPick, onClose };
  });
  useLayoutEffect(() => {
    const area = box.current;
    if (!area || items.length === 0) return undefined;
    const press = (event: KeyboardEvent) => {
      const now = latest.current;
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      const picks = (event.key === "Enter" && !event.ctrlKey && !event.metaKey) || (event.key === "Tab" && !event.shiftKey);
      if (!step && !picks && event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      if (step) setChosen((now.at + step + now.items.length) % now.items.length);
      else if (picks) now.onPick(now.items[now.at]);
      else now.onClose();
    };
    area.addEventListener("keydown", press, true);
    return () => {
      area.removeEventListener("keydown", press, true);
      setChosen(0);
    };
  }, [box, items.length]);
  if (items.length === 0) return null;
  return (
    <>
      <ul
        id={id}
        aria-label={label}
        className={`absolute bottom-full left-2 z-10 max-h-64 w-80 max-w-[calc(100%-1rem)] overflow-auto rounded-lg border
          border-strong-line bg-bg p-1 shadow-lg`}
      >
        {items.map((item, i) => (
          <li key={keyOf(item)}>
            <button
              type="button"
              tabIndex={-1}
              aria-current={i === at}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => onPick(item)}
              className={`flex w-full items-baseline gap-2 rounded-md px-2 py-1 text-left coarse:py-2.5 ${i === at ? "bg-sel" : "hover:bg-hover"}`}
            >
              {line(item)}
            </button>
          </li>
        ))}
      </ul>
      <span role="status" className="sr-only">
        {label}: {items.length}. {keyOf(items[at])}
      </span>
    </>
  );
}

export const replaced = (text: string, begin: number, end: number, by: string): string => text.slice(0, begin) + by + text.slice(end);

/// Writes `text` into the box with the caret at `at`, all of it before the next key: whoever leaves the box as soon as the
/// words stand there is not brought back into it.
export function writeAt(box: RefObject<HTMLTextAreaElement | null>, write: (text: string) => void, text: string, at: number) {
  flushSync(() => write(text));
  box.current?.focus();
  box.current?.setSelectionRange(at, at);
}
