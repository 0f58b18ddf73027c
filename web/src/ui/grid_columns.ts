// Which columns fit, decided from the grid's own width (not the window's: a panel may be open).
import { useLayoutEffect, useState, type ReactNode, type RefObject } from "react";

export interface Column<Row> {
  key: string;
  title: string;
  short?: string; // what is shown of the title where it has no room
  width: string; // of `grid-template-columns`
  from?: number; // shown when the grid is at least this wide, in px
  sort?: string; // its name in order_by
  end?: boolean; // numbers stand at the end of the cell
  cell: (row: Row) => ReactNode;
  file?: readonly FileColumn<Row>[]; // what it is in a file; none where the list has no file
}

/// One column of a saved file: its head, and what stands in it.
export type FileColumn<Row> = readonly [string, (row: Row) => string | number | boolean | undefined];

/// Below this width rows become two lines.
export const cardsBelow = 600;

export function useWidth(element: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(() => (typeof window === "undefined" ? 1200 : window.innerWidth));
  useLayoutEffect(() => {
    const node = element.current;
    if (!node) return undefined;
    setWidth(node.clientWidth);
    const observer = new ResizeObserver(() => setWidth(node.clientWidth));
    observer.observe(node);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

export const fitting = <Row>(columns: readonly Column<Row>[], width: number) => columns.filter((column) => width >= (column.from ?? 0));
export const templateOf = (columns: readonly { width: string }[], selectable: boolean) =>
  [...(selectable ? ["32px"] : []), ...columns.map((column) => column.width)].join(" ");
