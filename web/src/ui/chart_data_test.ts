import { describe, expect, it } from "vitest";
import { rowsOf, summaryOf, tableOf, withGaps } from "./chart_data";

const minute = 60_000;

describe("the values of a chart as a table", () => {
  const observed = { label: "cpu", at: [0, minute, 31 * minute, 32 * minute], values: [1, 2, 3, 4] };

  it("say in one row from when until when nothing was observed", () => {
    const rows = rowsOf(tableOf([withGaps(observed, minute)]));
    expect(rows.map((row) => [row.at, row.until])).toEqual([
      [0, undefined],
      [minute, undefined],
      [2 * minute, 31 * minute],
      [31 * minute, undefined],
      [32 * minute, undefined],
    ]);
  });

  it("join moments without any value, and keep a moment that has one", () => {
    const table = { at: [0, 1, 2, 3], columns: [[1, null, null, 4], [1, null, null, null]] };
    expect(rowsOf(table)).toEqual([
      { at: 0, values: [1, 1] },
      { at: 1, until: 3, values: [null, null] },
      { at: 3, values: [4, null] },
    ]);
  });

  it("count a gap once, however long it was", () => {
    expect(summaryOf([1, null, null, 2, null]).gaps).toBe(2);
    expect(summaryOf([null, null]).gaps).toBe(1);
  });
});
