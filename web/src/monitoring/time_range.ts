// The time that charts show: "-24h" moves with the clock, two moments stand still. Pure.
export interface TimeRange {
  from: number;
  to: number;
  live: boolean;
  span: number;
}
export const quickRanges = [
  { from: "-1h", label: "1 h", title: "Last hour" },
  { from: "-6h", label: "6 h", title: "Last 6 hours" },
  { from: "-24h", label: "24 h", title: "Last 24 hours" },
  { from: "-7d", label: "7 d", title: "Last 7 days" },
  { from: "-30d", label: "30 d", title: "Last 30 days" },
  { from: "-365d", label: "1 y", title: "Last year" },
];
export const usualRange = "-1h";

const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
const longest = 790 * units.d;

function spanOf(text: string): number | undefined {
  const match = /^-(\d{1,5})([mhd])$/.exec(text);
  const value = match ? Number(match[1]) * units[match[2]] : 0;
  return value > 0 ? Math.min(value, longest) : undefined;
}

/// Anything unreadable is the last hour.
export function rangeOf(from: string | undefined, to: string | undefined, now: number): TimeRange {
  const begin = Number(from),
    end = Number(to);
  if (from && to && Number.isFinite(begin) && Number.isFinite(end) && end > begin && begin > 0)
    return { from: begin, to: end, live: false, span: end - begin };
  const span = spanOf(from ?? "") ?? spanOf(usualRange) ?? 0;
  return { from: now - span, to: now, live: true, span };
}

/// How often a moving range is asked for again: a long one changes little in a minute.
export function refreshEvery(span: number): number {
  if (span <= 6 * units.h) return 5000;
  return span <= 2 * units.d ? 60_000 : 300_000;
}

/// Half a span earlier or later; never beyond now.
export function moved(range: TimeRange, direction: -1 | 1, now: number): { from: string; to: string } {
  const to = Math.min(now, range.to + (direction * range.span) / 2);
  return { from: String(Math.round(to - range.span)), to: String(Math.round(to)) };
}
