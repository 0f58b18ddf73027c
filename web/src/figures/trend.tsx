// Twelve months of a figure: a bar each, with words for whoever points at it or hears it.
import type { DeskFigure } from "@/api/generated/schema";
import { monthName } from "@/ui/months";
import { pointOf, valueWords } from "./figure_words";

const height = 28;

function lookOf(hasData: boolean, closed: boolean): string {
  if (!hasData) return "border-b border-dashed border-line";
  return closed ? "bg-accent/60" : "bg-accent";
}

export function Trend({ figure }: { figure: DeskFigure }) {
  const points = figure.trend.map((point) => ({
    month: point.month,
    at: pointOf(figure, point.value),
    words: point.value ? valueWords(figure, point.value) : "no data",
    closed: point.closed,
  }));
  if (points.filter((point) => point.at !== undefined).length < 2) return null;
  const most = Math.max(...points.map((point) => point.at ?? 0), 1e-9);
  return (
    <figure className="mt-2">
      <ol className="flex items-end gap-0.5" style={{ height }} aria-label={`${figure.name}, month by month`}>
        {points.map((point) => (
          <li
            key={point.month}
            className="flex h-full min-w-0 flex-1 items-end"
            title={`${monthName(point.month)}: ${point.words}${point.closed ? "" : ", not closed"}`}
          >
            <span className="sr-only">
              {monthName(point.month)} {point.words}
            </span>
            <span
              aria-hidden
              className={`block w-full rounded-t-xs ${lookOf(point.at !== undefined, point.closed)}`}
              style={{ height: point.at === undefined ? 1 : Math.max(2, (point.at / most) * height) }}
            />
          </li>
        ))}
      </ol>
      <figcaption className="flex justify-between text-xs text-dim" aria-hidden>
        <span>{monthName(points[0].month)}</span>
        <span>{points.at(-1)?.words}</span>
      </figcaption>
    </figure>
  );
}
