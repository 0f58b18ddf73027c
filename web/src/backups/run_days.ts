// The expected runs of the last days, a mark a day. Pure.
import type { BackupRun } from "@/api/generated/schema";
import { counted, dayOf } from "@/ui/format";

export interface RunDay {
  at: number; // its noon, where the viewer is
  state: string; // the worst of its runs; "" where none was expected
  words: string; // "3 runs: 2 success, 1 failed"
}

type Expected = Pick<BackupRun, "state" | "scheduled_at_unix_ms">;
const worst = ["missed", "failed", "warning", "success"];
const names: Record<string, string> = { success: "success", warning: "with warnings", failed: "failed", missed: "missed" };

function dayStart(at: number): number {
  const day = new Date(at);
  day.setHours(0, 0, 0, 0);
  return day.getTime();
}

function tally(runs: readonly Expected[]): string {
  return worst
    .toReversed()
    .map((state) => ({ state, number: runs.filter((run) => run.state === state).length }))
    .filter(({ number }) => number > 0)
    .map(({ state, number }) => (runs.length === 1 ? names[state] : `${number} ${names[state]}`))
    .join(", ");
}

/// The last `number` days up to today, oldest first, in the viewer's zone. Runs that answer no time of the plan are no mark.
export function daysOf(runs: readonly Expected[], now: number, number = 30): RunDay[] {
  const byDay = new Map<number, Expected[]>();
  for (const run of runs) {
    if (run.scheduled_at_unix_ms <= 0) continue;
    const day = dayStart(run.scheduled_at_unix_ms);
    byDay.set(day, [...(byDay.get(day) ?? []), run]);
  }
  return Array.from({ length: number }, (_, index) => {
    const day = new Date(now);
    day.setHours(0, 0, 0, 0);
    day.setDate(day.getDate() - (number - 1 - index));
    const mine = byDay.get(day.getTime()) ?? [];
    const state = worst.find((one) => mine.some((run) => run.state === one)) ?? "";
    const said = mine.length === 0 ? "no run was expected" : mine.length === 1 ? tally(mine) : `${counted(mine.length, "run", "runs")}: ${tally(mine)}`;
    return { at: day.getTime() + 12 * 3_600_000, state, words: said };
  });
}

/// The whole strip in a sentence.
export function stripWords(days: readonly RunDay[]): string {
  const bad = days.filter((day) => day.state !== "" && day.state !== "success");
  const expected = days.filter((day) => day.state !== "");
  if (expected.length === 0) return "No run was expected in these days.";
  if (bad.length === 0) return `On ${counted(expected.length, "day", "days")} runs were expected, and all succeeded.`;
  return `On ${counted(expected.length, "day", "days")} runs were expected; not all succeeded on ${bad.map((day) => dayOf(day.at)).join(", ")}.`;
}
