// Thirty days of expected runs, a mark a day: colour, a sign in it, and words for whoever hears the page.
import type { BackupRun } from "@/api/generated/schema";
import { dayOf } from "@/ui/format";
import { daysOf, stripWords } from "./run_days";

const looks: Record<string, { tone: string; sign: string }> = {
  success: { tone: "border-ok bg-ok/60", sign: "" },
  warning: { tone: "border-warn bg-warn-bg text-warn", sign: "!" },
  failed: { tone: "border-crit bg-crit text-bg", sign: "×" },
  missed: { tone: "border-dashed border-crit bg-bg text-crit", sign: "–" },
};
const nothing = { tone: "border-line bg-panel", sign: "" };

export function RunStrip({ runs, now, name }: { runs: readonly BackupRun[]; now: number; name: string }) {
  const days = daysOf(runs, now);
  return (
    <figure>
      <ol className="flex h-6 gap-px sm:gap-0.5" aria-label={`${name}: expected runs of the last ${days.length} days`}>
        {days.map((day) => {
          const { tone, sign } = looks[day.state] ?? nothing;
          return (
            <li
              key={day.at}
              title={`${dayOf(day.at)}: ${day.words}`}
              className={`grid min-w-0 flex-1 place-items-center rounded-xs border text-[11px] leading-none font-semibold ${tone}`}
            >
              <span aria-hidden>{sign}</span>
              <span className="sr-only">
                {dayOf(day.at)}: {day.words}
              </span>
            </li>
          );
        })}
      </ol>
      <figcaption className="mt-1 text-xs text-dim">{stripWords(days)}</figcaption>
    </figure>
  );
}
