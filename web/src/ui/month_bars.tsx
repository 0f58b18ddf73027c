// A number month by month: a bar each, with words for whoever points at it or hears it; each opens the records of its month. One stop
// of the tab key; the arrows go from month to month.
import { useRef, useState } from "react";
import { monthName } from "@/ui/months";

export interface MonthBar {
  month: string; // "2026-11"
  at: number | undefined; // undefined: nothing to draw
  words: string;
  closed: boolean;
  records: number; // how many the number is made of
}

const height = 28;

function lookOf(hasData: boolean, closed: boolean): string {
  if (!hasData) return "border-b border-dashed border-line";
  return closed ? "bg-accent/60 group-hover/bar:bg-accent" : "bg-accent";
}

export function MonthBars({ name, bars, open }: { name: string; bars: readonly MonthBar[]; open: (month: string) => void }) {
  const drawn = useRef<(HTMLButtonElement | null)[]>([]);
  const [stop, setStop] = useState(bars.length - 1);
  if (bars.filter((bar) => bar.at !== undefined).length < 2) return null;
  const most = Math.max(...bars.map((bar) => bar.at ?? 0), 1e-9);
  const go = (event: React.KeyboardEvent, from: number) => {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    const to = from + by;
    if (by === 0 || to < 0 || to >= bars.length) return;
    event.preventDefault();
    setStop(to);
    drawn.current[to]?.focus();
  };
  return (
    <figure className="mt-2">
      <ol className="flex items-end gap-0.5" style={{ height }} aria-label={`${name}, month by month`}>
        {bars.map((bar, index) => (
          <li key={bar.month} className="flex h-full min-w-0 flex-1" title={`${monthName(bar.month)}: ${bar.words}${bar.closed ? "" : ", not closed"}`}>
            <button
              type="button"
              ref={(element) => {
                drawn.current[index] = element;
              }}
              tabIndex={index === stop ? 0 : -1}
              aria-disabled={bar.records === 0}
              className="group/bar in-row flex h-full w-full items-end"
              onKeyDown={(event) => go(event, index)}
              onClick={() => bar.records > 0 && open(bar.month)}
            >
              <span className="sr-only">
                {name}, {monthName(bar.month)}: {bar.words}
              </span>
              <span
                aria-hidden
                className={`block w-full rounded-t-xs ${lookOf(bar.at !== undefined, bar.closed)}`}
                style={{ height: bar.at === undefined ? 1 : Math.max(2, (bar.at / most) * height) }}
              />
            </button>
          </li>
        ))}
      </ol>
      <figcaption className="flex justify-between text-xs text-dim" aria-hidden>
        <span>{monthName(bars[0].month)}</span>
        <span>{bars.at(-1)?.words}</span>
      </figcaption>
    </figure>
  );
}
