import { describe, expect, it } from "vitest";
import type { GetSeriesResponse } from "@/api/generated/schema";
import { expanded, stepFor } from "./compact_series";

const answer = (at_unix_ms: number[], series: object) => ({ at_unix_ms, series: [series] }) as unknown as GetSeriesResponse;

describe("compact series", () => {
  it("adds the differences up and shares the moments", () => {
    const response = answer([0, 60_000, 120_000], { decimals: 2, differences: [1234, -34, 0], at_unix_ms: [], average: [] });
    expect(expanded(response).series[0]).toMatchObject({ at_unix_ms: [0, 60_000, 120_000], average: [12.34, 12, 12] });
  });

  it("leaves a series with gaps as it came", () => {
    const own = { decimals: 0, differences: [], at_unix_ms: [60_000, 120_000], average: [1, null] };
    expect(expanded(answer([0], own)).series[0]).toEqual(own);
  });

  it("asks for minutes as stored until a chart has no room for them", () => {
    expect(stepFor(3_600_000)).toBe(0);
    expect(stepFor(24 * 3_600_000)).toBe(180);
  });
});
