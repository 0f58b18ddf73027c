// How much was copied and how long it took, over the last days: what changed tells of trouble before anything fails.
import { useMemo, useState } from "react";
import type { BackupItem, BackupRun } from "@/api/generated/schema";
import { Button } from "@/ui/button";
import { Chart } from "@/ui/chart";
import type { ChartSeries } from "@/ui/chart_data";
import { Section } from "@/ui/panel";
import { seriesOf } from "./run_series";

export default function Trend({ item, runs }: { item: BackupItem; runs: readonly BackupRun[] }) {
  const [zoom, setZoom] = useState<{ from: number; to: number }>();
  const size = useMemo(() => seriesOf(runs, (run) => (run.source_bytes === undefined ? null : Number(run.source_bytes))), [runs]);
  const length = useMemo(() => seriesOf(runs, (run) => Number(run.duration_s)), [runs]);
  const moments = length.flatMap((one) => [...one.at]);
  if (moments.length < 2) return null;
  const all = { from: Math.min(...moments), to: Math.max(...moments) };
  const range = zoom ?? all;
  const isTold = size.some((one) => one.values.some((value) => value !== null));
  const chart = (title: string, unit: string, series: readonly ChartSeries[], file: string) => (
    <Chart title={title} unit={unit} series={series} {...range} onZoom={(from, to) => setZoom({ from, to })} fileName={`${item.name} ${file}`} />
  );
  return (
    <Section
      title="Size and duration"
      aside={
        zoom && (
          <Button tone="quiet" onClick={() => setZoom(undefined)}>
            All days
          </Button>
        )
      }
    >
      <div className="grid gap-3 @3xl:grid-cols-2">
        {isTold && chart("Size of the source", "bytes", size, "size")}
        {chart("Duration", "seconds", length, "duration")}
      </div>
      {!isTold && <p className="mt-2 text-dim">How much was copied is not told by these runs.</p>}
    </Section>
  );
}
