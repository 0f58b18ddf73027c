// A month as a wall calendar shows it, where there is room for one; on a phone a page lists its days instead.
import type { ReactNode } from "react";
import { isToday, type MonthDay } from "./calendar";
import { dayOf } from "./format";

const weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

type Shown = Pick<MonthDay, "at" | "inMonth">;

interface Props<Day extends Shown> {
  days: readonly Day[];
  now: number;
  tone?: (day: Day) => string; // classes of a day
  beside?: (day: Day) => ReactNode; // beside its number
  children: (day: Day) => ReactNode;
}

export function MonthGrid<Day extends Shown>({ days, now, tone, beside, children }: Props<Day>) {
  return (
    <div className="hidden overflow-hidden rounded-lg border border-line md:block">
      <div className="grid grid-cols-7 border-b border-line bg-panel text-xs text-dim" aria-hidden>
        {weekdays.map((name) => (
          <span key={name} className="px-2 py-1.5">
            {name}
          </span>
        ))}
      </div>
      <ol className="grid grid-cols-7">
        {days.map((day) => (
          <li
            key={day.at}
            aria-label={dayOf(day.at)}
            className={`min-h-24 min-w-0 space-y-1 border-r border-b border-line/70 p-1 [&:nth-child(7n)]:border-r-0 [&:nth-child(n+36)]:border-b-0
              ${tone?.(day) ?? ""} ${day.inMonth ? "" : "text-dim"}`}
          >
            <span className="flex items-center gap-1 text-xs">
              <span className={isToday(day.at, now) ? "rounded bg-accent px-1 font-semibold text-accent-ink" : "px-1"}>
                {new Date(day.at).getDate()}
              </span>
              {beside?.(day)}
            </span>
            {children(day)}
          </li>
        ))}
      </ol>
    </div>
  );
}
