// Twelve months of a figure; each opens the records of its month.
import type { DeskFigure } from "@/api/generated/schema";
import { MonthBars } from "@/ui/month_bars";
import { pointOf, valueWords } from "./figure_words";

export function Trend({ figure, open }: { figure: DeskFigure; open: (month: string) => void }) {
  const bars = figure.trend.map((point) => ({
    month: point.month,
    at: pointOf(figure, point.value),
    words: point.value ? valueWords(figure, point.value) : "no data",
    closed: point.closed,
    records: point.value?.sample ?? 0,
  }));
  return <MonthBars name={figure.name} bars={bars} open={open} />;
}
