// A chart with its legend, its values as a table, and its data as a file.
import { useEffect, useMemo, useRef, useState } from "react";
import { Download, Table2 } from "lucide-react";
import { IconButton } from "./button";
import { rowsOf, summaryOf, tableOf, type ChartSeries } from "./chart_data";
import { csvOf, download, isoTime } from "./csv";
import { exactTime, measured } from "./format";
import { makePlot, type Plot } from "./plot";
import { useThemeVersion } from "./preferences";

interface Props {
  title: string;
  unit: string;
  series: readonly ChartSeries[];
  from: number;
  to: number;
  lines?: readonly { value: number; tone: "warn" | "crit" }[];
  onZoom: (from: number, to: number) => void;
  fileName: string;
}

const noLines: readonly never[] = [];
const swatches = ["bg-[var(--c1)]", "bg-[var(--c2)]", "bg-[var(--c3)]", "bg-[var(--c4)]", "bg-[var(--c5)]", "bg-[var(--c6)]"];

export function Chart({ title, unit, series, from, to, lines = noLines, onZoom, fileName }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const theme = useThemeVersion();
  const [asTable, setAsTable] = useState(false);
  const [cursor, setCursor] = useState<number | null>(null);
  const zoom = useRef(onZoom);
  useEffect(() => {
    zoom.current = onZoom;
  });
  const table = useMemo(() => tableOf(series), [series]);
  // By their content: new values every few seconds must not build the plot anew.
  const labelText = series.map((one) => one.label).join("\n"),
    lineText = JSON.stringify(lines);
  const labels = useMemo(() => labelText.split("\n"), [labelText]);
  const shown = useRef({ table, from, to });
  useEffect(() => {
    shown.current = { table, from, to };
  });
  const plot = useRef<Plot>(undefined);

  useEffect(() => {
    const node = box.current;
    if (!node || asTable) return undefined;
    const made = makePlot(node, shown.current.table, {
      unit,
      labels,
      from: shown.current.from,
      to: shown.current.to,
      lines: JSON.parse(lineText) as typeof lines,
      syncKey: "device",
      onZoom: (a, b) => zoom.current(a, b),
      onCursor: setCursor,
    });
    plot.current = made;
    const observer = new ResizeObserver(made.resize);
    observer.observe(node);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = undefined;
      setCursor(null);
    };
  }, [labels, unit, lineText, theme, asTable]);
  useEffect(() => plot.current?.update(table, from, to), [table, from, to]);

  const summaries = useMemo(() => table.columns.map(summaryOf), [table]);
  const said = summaries
    .map(
      (summary, i) =>
        `${labels[i]}: lowest ${measured(summary.lowest, unit)}, highest ${measured(summary.highest, unit)}, last ${measured(summary.last, unit)}`,
    )
    .join(". ");
  const save = () =>
    download(
      `${fileName}.csv`,
      "text/csv;charset=utf-8",
      csvOf(
        ["time", ...labels.map((label) => `${label} (${unit})`)],
        // An interval as ISO 8601 writes it where nothing was observed.
        rowsOf(table).map(({ at, until, values }) =>
          [until === undefined ? isoTime(at) : `${isoTime(at)}/${isoTime(until)}`, values].flat(),
        ),
      ),
    );

  return (
    <figure className="min-w-0 rounded-lg border border-line p-3">
      <figcaption className="flex min-h-7 items-center justify-between gap-2">
        <span className="truncate font-medium">{title}</span>
        <span className="flex">
          <IconButton
            icon={Table2}
            label={asTable ? `Show ${title} as a chart` : `Show ${title} as a table`}
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
            className="in-row"
          />
          <IconButton icon={Download} label={`Save ${title} as CSV`} onClick={save} className="in-row" />
        </span>
      </figcaption>
      <ul className="mb-1 flex flex-wrap gap-x-4 gap-y-0.5 text-xs text-dim">
        {labels.map((label, i) => (
          <li key={label} className="flex min-w-0 items-center gap-1.5">
            <span aria-hidden className={`h-0.5 w-3 shrink-0 ${swatches[i % 6]}`} />
            <span className="truncate">{label}</span>
            <span className="font-medium whitespace-nowrap text-ink">
              {measured(cursor === null ? summaries[i].last : table.columns[i][cursor], unit)}
            </span>
          </li>
        ))}
      </ul>
      {asTable ? (
        <Values table={table} labels={labels} unit={unit} title={title} />
      ) : (
        <div ref={box} role="img" aria-label={`${title}. ${said}`} className="min-h-[160px] overflow-hidden" />
      )}
    </figure>
  );
}

function Values({
  table,
  labels,
  unit,
  title,
}: {
  table: ReturnType<typeof tableOf>;
  labels: readonly string[];
  unit: string;
  title: string;
}) {
  const rows = useMemo(() => rowsOf(table), [table]);
  return (
    <div className="scroll-thin max-h-60 overflow-auto" role="region" aria-label={`${title}, values`} tabIndex={0}>
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-bg text-left text-dim">
          <tr>
            <th scope="col" className="py-1 pr-3 font-medium">
              Time
            </th>
            {labels.map((label) => (
              <th key={label} scope="col" className="py-1 pr-3 text-end font-medium">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ at, until, values }) => (
            <tr key={at} className="border-t border-line/70">
              {until === undefined ? (
                <>
                  <td className="py-0.5 pr-3 whitespace-nowrap">{exactTime(at)}</td>
                  {values.map((value, j) => (
                    <td key={labels[j]} className="py-0.5 pr-3 text-end">
                      {value === null ? <span className="text-dim">not observed</span> : measured(value, unit)}
                    </td>
                  ))}
                </>
              ) : (
                <td colSpan={labels.length + 1} className="py-0.5 pr-3 text-dim">
                  not observed from {exactTime(at)} to {exactTime(until)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
