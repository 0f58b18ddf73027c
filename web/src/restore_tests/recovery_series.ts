// Measured recovery times as lines of a chart, one a level, the oldest first: a level of its own is another question. Pure.
import type { MeasuredRecovery } from "@/api/generated/schema";
import type { ChartSeries } from "@/ui/chart_data";
import { levelLabel } from "./test_words";

type Measured = Pick<MeasuredRecovery, "level" | "ended_at_unix_ms" | "achieved_rto_s">;

/// Hours, or minutes where all are short: spans are rounded down, and what was longer than agreed must not read as if it were not.
export function recoveryUnit(measured: readonly Measured[]): { unit: string; seconds: number } {
  const longest = Math.max(0, ...measured.map((one) => Number(one.achieved_rto_s ?? 0)));
  return longest >= 7200 ? { unit: "h", seconds: 3600 } : { unit: "min", seconds: 60 };
}

export function recoverySeries(measured: readonly Measured[], seconds: number): ChartSeries[] {
  const known = measured
    .filter((one) => one.achieved_rto_s !== undefined && one.ended_at_unix_ms > 0)
    .toSorted((a, b) => a.ended_at_unix_ms - b.ended_at_unix_ms);
  return [...new Set(known.map((one) => one.level))]
    .toSorted((a, b) => a - b)
    .map((level) => {
      const mine = known.filter((one) => one.level === level);
      return { label: levelLabel(level), at: mine.map((one) => one.ended_at_unix_ms), values: mine.map((one) => Number(one.achieved_rto_s) / seconds) };
    });
}
