// The rota of a schedule, a line for each layer, two weeks from today; gaps stand out.
import { methods } from "@/api/client";
import type { Schedule } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useNow } from "@/ui/clock";
import { exactTime, weekdayOf } from "@/ui/format";
import { barsOf, day, startOfDay } from "./rota_days";

const shownDays = 14;

export function WeekView({ schedule }: { schedule: Schedule }) {
  const now = useNow();
  const from = startOfDay(now);
  // The day after the last one: also where the clocks change in between.
  const until = startOfDay(from + shownDays * day + day / 2);
  const roster = useApi(methods.getRoster, { schedule_id: schedule.schedule_id, from_unix_ms: from, until_unix_ms: until }, { keep: true }).data;
  if (!roster) return <p className="text-dim">Loading the rota</p>;
  const days = Array.from({ length: shownDays }, (_, i) => startOfDay(from + i * day + day / 2));
  const place = (at: number) => ((at - from) / (until - from)) * 100;
  return (
    <div className="scroll-thin relative overflow-x-auto" role="group" aria-label={`Rota of ${schedule.name}`} tabIndex={0}>
      <div className="relative min-w-[640px]">
        <div className="flex text-xs text-dim" aria-hidden>
          {days.map((at) => (
            <span key={at} className="flex-1 truncate border-l border-line pl-1 first:border-0">
              {weekdayOf(at)}
            </span>
          ))}
        </div>
        {schedule.rules.layers.map((layer, i) => (
          <div key={i} className="mt-1">
            <p className="text-xs text-dim">{layer.name}</p>
            <ul aria-label={layer.name} className="relative h-8 rounded bg-panel">
              {barsOf(roster.shifts, i, from, until).map(({ shift, left, width }) => {
                const words = `${shift.name || "Nobody"}, from ${exactTime(shift.from_unix_ms)} until ${exactTime(shift.until_unix_ms)}`;
                return (
                  <li
                    key={shift.from_unix_ms}
                    title={words}
                    style={{ left: `${left}%`, width: `${width}%` }}
                    className={`absolute inset-y-0 flex items-center overflow-hidden rounded border px-1.5 text-sm
                      ${!shift.account_id ? "border-crit/50 bg-crit-bg text-crit" : shift.override_id ? "border-accent bg-bg" : "border-line bg-bg"}`}
                  >
                    <span className="truncate" aria-hidden>
                      {shift.name || "Nobody"}
                    </span>
                    <span className="sr-only">{words}</span>
                  </li>
                );
              })}
            </ul>
          </div>
        ))}
        <span aria-hidden className="absolute top-4 bottom-0 w-px bg-accent" style={{ left: `${place(now)}%` }} />
      </div>
    </div>
  );
}
