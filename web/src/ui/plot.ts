// The only importer of uPlot: builds one plot with our colours, our dates and our font.
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { measured } from "./format";
import type { ChartTable } from "./chart_data";

export interface PlotWishes {
  unit: string;
  labels: readonly string[];
  from: number;
  to: number;
  lines: readonly { value: number; tone: "warn" | "crit" }[]; // thresholds
  syncKey: string;
  onZoom: (from: number, to: number) => void;
  onCursor: (index: number | null) => void;
}

const plotHeight = 160;
const dashes = [undefined, [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3]];

function timeLabels(time: { from: number; to: number }): (self: uPlot, values: number[]) => string[] {
  return (_, values) => {
    const long = time.to - time.from > 36 * 3_600_000;
    const show = new Intl.DateTimeFormat(
      navigator.language,
      long ? { day: "numeric", month: "short" } : { hour: "2-digit", minute: "2-digit" },
    );
    const texts = values.map((value) => show.format(value * 1000));
    return texts.map((text, i) => (text === texts[i - 1] ? "" : text));
  };
}

export interface Plot {
  /// New values or another time in the same plot: the cursor stays where it is.
  update: (table: ChartTable, from: number, to: number) => void;
  resize: () => void;
  destroy: () => void;
}

export function makePlot(box: HTMLElement, table: ChartTable, given: PlotWishes): Plot {
  const wishes = { ...given };
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: colour("dim"),
    grid: { stroke: colour("line"), width: 1 },
    ticks: { show: false },
    font: '11px "Inter Variable", system-ui, sans-serif',
  };
  const percent = wishes.unit === "percent" || wishes.unit === "%";
  const thresholds = (plot: uPlot) => {
    for (const line of wishes.lines) {
      const y = Math.round(plot.valToPos(line.value, "y", true));
      if (y < plot.bbox.top || y > plot.bbox.top + plot.bbox.height) continue;
      plot.ctx.save();
      plot.ctx.strokeStyle = colour(line.tone);
      plot.ctx.setLineDash([4, 4]);
      plot.ctx.beginPath();
      plot.ctx.moveTo(plot.bbox.left, y);
      plot.ctx.lineTo(plot.bbox.left + plot.bbox.width, y);
      plot.ctx.stroke();
      plot.ctx.restore();
    }
  };
  const options: uPlot.Options = {
    width: box.clientWidth,
    height: plotHeight,
    legend: { show: false },
    padding: [8, 20, 0, 0], // half of the last label of the time axis stands to the right of it
    scales: {
      x: { time: true, range: () => [wishes.from / 1000, wishes.to / 1000] },
      y: { range: percent ? [0, 100] : (_, low, high) => rangeOf(low, high) },
    },
    cursor: { sync: { key: wishes.syncKey }, drag: { x: true, y: false, setScale: false }, points: { size: 6 } },
    series: [
      {},
      ...wishes.labels.map((label, i) => ({
        label,
        stroke: colour(`c${(i % 6) + 1}`),
        width: 1.25,
        dash: dashes[i % 6],
        spanGaps: false,
        points: { show: false, size: 4, filter: lonePoints },
      })),
    ],
    axes: [
      { ...axis, values: timeLabels(wishes), space: 70, size: 28 },
      {
        ...axis,
        size: 62,
        ...(wishes.unit === "B" || wishes.unit === "bytes" ? { incrs: powersOfTwo } : {}),
        values: (_, values) => values.map((value) => measured(value, wishes.unit)),
      },
    ],
    hooks: {
      draw: [thresholds],
      setCursor: [(plot) => wishes.onCursor(plot.cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          if (plot.select.width < 6) return;
          const from = plot.posToVal(plot.select.left, "x") * 1000,
            to = plot.posToVal(plot.select.left + plot.select.width, "x") * 1000;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          wishes.onZoom(Math.round(from), Math.round(to));
        },
      ],
    },
  };
  const dataOf = (one: ChartTable): uPlot.AlignedData => [one.at.map((time) => time / 1000), ...one.columns];
  const plot = new uPlot(options, dataOf(table), box);
  return {
    update: (next, from, to) => {
      wishes.from = from;
      wishes.to = to;
      plot.setData(dataOf(next));
    },
    resize: () => plot.setSize({ width: box.clientWidth, height: plotHeight }),
    destroy: () => plot.destroy(),
  };
}

// Bytes are counted in powers of two: so are their steps.
const powersOfTwo = Array.from({ length: 60 }, (_, i) => 2 ** i);

// A value between two gaps has no line: it is drawn as a point.
function lonePoints(plot: uPlot, series: number): number[] | null {
  const values = plot.data[series];
  const lone: number[] = [];
  for (let i = 0; i < values.length; i++)
    if (values[i] !== null && (values[i - 1] ?? null) === null && (values[i + 1] ?? null) === null) lone.push(i);
  return lone.length > 0 ? lone : null;
}

function rangeOf(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 1];
  const top = high <= 0 ? 1 : high * 1.1;
  return [Math.min(0, low), top];
}
