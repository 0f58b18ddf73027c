// From series with their own times to the one table a chart draws. Pure.
export interface ChartSeries {
  label: string;
  at: readonly number[]; // ms
  values: readonly (number | null)[]; // null: nothing was observed
}
export interface ChartTable {
  at: number[];
  columns: (number | null)[][];
}

export function tableOf(series: readonly ChartSeries[]): ChartTable {
  if (series.length === 1) return { at: [...series[0].at], columns: [series[0].values.map(gapOr)] };
  const at = [...new Set(series.flatMap((one) => one.at))].sort((a, b) => a - b);
  const place = new Map(at.map((time, i) => [time, i]));
  const columns = series.map((one) => {
    const column: (number | null)[] = Array.from({ length: at.length }, () => null);
    one.at.forEach((time, i) => {
      column[place.get(time) ?? 0] = gapOr(one.values[i]);
    });
    return column;
  });
  return { at, columns };
}

const gapOr = (value: number | null | undefined) => (value === null || value === undefined || Number.isNaN(value) ? null : value);

export interface Summary {
  lowest: number | null;
  mean: number | null;
  highest: number | null;
  last: number | null;
  gaps: number; // how often nothing was observed, however long
}

export function summaryOf(values: readonly (number | null)[]): Summary {
  const known = values.filter((value): value is number => value !== null);
  if (known.length === 0) return { lowest: null, mean: null, highest: null, last: null, gaps: gapsIn(values) };
  return {
    lowest: known.reduce((a, b) => Math.min(a, b)),
    highest: known.reduce((a, b) => Math.max(a, b)),
    mean: known.reduce((a, b) => a + b, 0) / known.length,
    last: values.at(-1) ?? null,
    gaps: gapsIn(values),
  };
}

const gapsIn = (values: readonly (number | null)[]) => values.filter((value, i) => value === null && (i === 0 || values[i - 1] !== null)).length;

export interface TableRow {
  at: number;
  until?: number; // nothing at all was observed from `at` until then
  values: (number | null)[];
}

/// What is read as a table: a time in which nothing was observed is one row that says from when until when.
export function rowsOf(table: ChartTable): TableRow[] {
  const rows: TableRow[] = [];
  table.at.forEach((at, i) => {
    const values = table.columns.map((column) => column[i]);
    const before = rows.at(-1);
    if (before && before.until === undefined && before.values.every((value) => value === null)) {
      if (values.every((value) => value === null)) return;
      before.until = at;
    }
    rows.push({ at, values });
  });
  return rows;
}

/// Missing steps become explicit gaps: a line is never drawn over time that nobody observed.
export function withGaps(series: ChartSeries, step: number): ChartSeries {
  const at: number[] = [],
    values: (number | null)[] = [];
  series.at.forEach((time, i) => {
    const before = series.at[i - 1];
    if (i > 0 && time - before > 1.5 * step) {
      at.push(before + step);
      values.push(null);
    }
    at.push(time);
    values.push(gapOr(series.values[i]));
  });
  return { label: series.label, at, values };
}
