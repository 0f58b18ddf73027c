// What the server sends in few bytes, as the charts want it: moments and averages in every series.
import type { GetSeriesResponse } from "@/api/generated/schema";

/** Coarser than a chart has room for helps nobody, finer is only slower. */
const mostPoints = 600;
const minute = 60;

/** The step to ask for: 0 (as stored) while that fits, whole minutes otherwise. */
export function stepFor(span_ms: number): number {
  const span_s = span_ms / 1000;
  return span_s / minute <= mostPoints ? 0 : Math.ceil(span_s / mostPoints / minute) * minute;
}

export function expanded(response: GetSeriesResponse): GetSeriesResponse {
  const series = response.series.map((one) => {
    if (one.differences.length === 0) return one;
    const factor = 10 ** one.decimals;
    let whole = 0;
    return { ...one, at_unix_ms: response.at_unix_ms, average: one.differences.map((difference) => (whole += difference ?? 0) / factor), differences: [] };
  });
  return { ...response, series };
}
