// From the series of a device to charts: what belongs together is drawn together, what matters comes
// first. Pure.
import type { Series } from "@/api/generated/schema";
import { words } from "@/ui/format";
import { withGaps, type ChartSeries } from "@/ui/chart_data";

export interface ChartGroup {
  key: string;
  title: string;
  unit: string;
  series: Series[];
}
interface Family {
  title: string;
  metrics: readonly string[];
}

// Metrics of one unit that are read together; the order of the charts too.
const families: readonly Family[] = [
  { title: "Processor", metrics: ["cpu_used_percent"] },
  {
    title: "Processor by kind",
    metrics: ["cpu_user_percent", "cpu_system_percent", "cpu_iowait_percent", "cpu_steal_percent", "cpu_irq_percent", "cpu_nice_percent"],
  },
  { title: "Memory", metrics: ["memory_used_percent", "memory_available_percent", "swap_used_percent"] },
  {
    title: "Memory, bytes",
    metrics: ["memory_used_bytes", "memory_available_bytes", "memory_cached_bytes", "memory_buffers_bytes", "memory_total_bytes"],
  },
  { title: "Load", metrics: ["load_per_core", "load_1", "load_5", "load_15", "load_average_1m", "load_average_5m", "load_average_15m"] },
  { title: "Volumes", metrics: ["filesystem_used_percent"] },
  { title: "Volumes, free", metrics: ["filesystem_free_bytes", "filesystem_available_bytes"] },
  { title: "File entries", metrics: ["filesystem_inodes_used_percent"] },
  { title: "Disk traffic", metrics: ["disk_read_bytes_per_second", "disk_written_bytes_per_second", "disk_write_bytes_per_second"] },
  {
    title: "Disk latency",
    metrics: ["disk_read_latency_ms", "disk_write_latency_ms", "disk_latency_ms", "disk_read_milliseconds", "disk_write_milliseconds"],
  },
  { title: "Disk busy", metrics: ["disk_busy_percent"] },
  {
    title: "Network traffic",
    metrics: [
      "network_received_bytes_per_second",
      "network_sent_bytes_per_second",
      "network_receive_bytes_per_second",
      "network_transmit_bytes_per_second",
    ],
  },
];
const ends = /_(bytes_per_second|bits_per_second|per_second|milliseconds|seconds|percent|bytes|celsius|ms)$/;
export const metricName = (metric: string): string =>
  words(metric.replace(ends, "")).replace(/\b(cpu|io|tcp|udp|ip)\b/gi, (word) => word.toUpperCase());

/// One group for each family that has data, then one for every other metric, by name.
export function groupsOf(all: readonly Series[]): ChartGroup[] {
  const rest = new Map<string, Series[]>();
  for (const series of all) rest.set(series.metric, [...(rest.get(series.metric) ?? []), series]);
  const groups: ChartGroup[] = [];
  for (const family of families) {
    const series = family.metrics.flatMap((metric) => rest.get(metric) ?? []);
    for (const metric of family.metrics) rest.delete(metric);
    // A family whose members were measured in several units would share no axis.
    for (const unit of new Set(series.map((one) => one.unit))) {
      const members = series.filter((one) => one.unit === unit);
      groups.push({ key: `${family.metrics[0]}:${unit}`, title: family.title, unit, series: members });
    }
  }
  for (const [metric, series] of [...rest].sort(([a], [b]) => a.localeCompare(b)))
    groups.push({ key: metric, title: metricName(metric), unit: series[0].unit, series });
  return groups;
}

const lastOf = (series: Series): number =>
  series.average.findLast((value) => value !== null && !Number.isNaN(value)) ?? Number.NEGATIVE_INFINITY;

/// At most `most`, the highest last values first: a machine may have two hundred volumes.
export function mostTelling(series: readonly Series[], most: number): Series[] {
  return series.length <= most ? [...series] : [...series].sort((a, b) => lastOf(b) - lastOf(a)).slice(0, most);
}

export function labelOf(series: Series, group: ChartGroup): string {
  const metrics = new Set(group.series.map((one) => one.metric));
  const name = metricName(series.metric);
  if (!series.item) return name;
  return metrics.size > 1 ? `${series.item}, ${name.toLowerCase()}` : series.item;
}

/// The usual distance of points, for finding gaps where the server did not set a step.
export function stepOf(at: readonly number[], step_s: number): number {
  if (step_s > 0) return step_s * 1000;
  const steps = at
    .slice(1)
    .map((time, i) => time - at[i])
    .sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? 60_000;
}

export function drawn(series: Series, label: string, step_s: number, shift = 0): ChartSeries {
  const at = shift ? series.at_unix_ms.map((time) => time + shift) : series.at_unix_ms;
  return withGaps({ label, at, values: series.average }, stepOf(at, step_s));
}
