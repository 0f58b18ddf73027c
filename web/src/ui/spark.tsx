// A 24-point line on a canvas: no chart object per row, one text for screen readers.
import { useEffect, useRef } from "react";
import { useThemeVersion } from "./preferences";

export function Spark({
  values,
  what,
  width = 96,
  height = 22,
}: {
  values: readonly (number | null)[] | undefined;
  what: string;
  width?: number;
  height?: number;
}) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useThemeVersion();
  useEffect(() => {
    const node = canvas.current;
    if (node) draw(node, values ?? [], width, height);
  }, [values, width, height, theme]);
  const known = (values ?? []).filter((value): value is number => value !== null && !Number.isNaN(value));
  const label =
    known.length > 0
      ? `${what}: lowest ${Math.round(Math.min(...known))}, highest ${Math.round(Math.max(...known))}, last ${Math.round(known.at(-1) ?? 0)} percent`
      : `${what}: nothing observed`;
  return <canvas ref={canvas} role="img" aria-label={label} width={width} height={height} className="block h-[22px] w-24" />;
}

function draw(node: HTMLCanvasElement, values: readonly (number | null)[], width: number, height: number) {
  const ratio = window.devicePixelRatio || 1;
  node.width = width * ratio;
  node.height = height * ratio;
  const pen = node.getContext("2d");
  if (!pen || values.length < 2) return;
  pen.scale(ratio, ratio);
  const style = getComputedStyle(node);
  const last = values.findLast((value) => value !== null) ?? 0;
  pen.strokeStyle = style.getPropertyValue(last !== null && last >= 90 ? "--crit" : "--accent");
  pen.fillStyle = pen.strokeStyle;
  pen.lineWidth = 1.25;
  const x = (i: number) => 1 + (i * (width - 2)) / (values.length - 1);
  const y = (value: number) => height - 2 - (Math.min(100, Math.max(0, value)) / 100) * (height - 4);
  // Each unbroken run is its own line: a gap is a gap.
  for (let from = 0; from < values.length; from++) {
    let to = from;
    while (to < values.length && values[to] !== null && !Number.isNaN(values[to])) to += 1;
    if (to === from) continue;
    // One value alone has no line: it is a point.
    if (to - from === 1) pen.fillRect(x(from) - 1, y(values[from] ?? 0) - 1, 2.5, 2.5);
    pen.beginPath();
    for (let i = from; i < to; i++) pen.lineTo(x(i), y(values[i] ?? 0));
    pen.stroke();
    pen.lineTo(x(to - 1), height - 1);
    pen.lineTo(x(from), height - 1);
    pen.globalAlpha = 0.12;
    pen.fill();
    pen.globalAlpha = 1;
    from = to;
  }
}
