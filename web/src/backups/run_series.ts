// Runs as lines of a chart, one a plan, oldest first; what did not run is no point. Pure.
import type { BackupRun } from "@/api/generated/schema";
import type { ChartSeries } from "@/ui/chart_data";

export function seriesOf(runs: readonly BackupRun[], read: (run: BackupRun) => number | null): ChartSeries[] {
  const ran = runs.filter((run) => run.state !== "missed" && run.started_at_unix_ms > 0).toSorted((a, b) => a.started_at_unix_ms - b.started_at_unix_ms);
  const labels = [...new Set(ran.map((run) => run.label))];
  return labels.map((label) => {
    const mine = ran.filter((run) => run.label === label);
    return { label, at: mine.map((run) => run.started_at_unix_ms), values: mine.map(read) };
  });
}
