// A virtual list of rows: a hundred thousand rows cost as much as the fifty on screen. On a narrow
// screen each row becomes a two-line card instead of a narrower table.
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from "react";
import { flushSync } from "react-dom";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ChevronDown, ChevronUp } from "lucide-react";
import { cardsBelow, fitting, templateOf, useWidth, type Column } from "./grid_columns";
import { useKeys } from "./keys";
import { rowHeightOf, usePreferences } from "./preferences";
import type { Selection } from "./selection";

export interface GridProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  count: number;
  rowAt: (index: number) => Row | undefined;
  idAt: (index: number) => string;
  nameOf: (row: Row) => string;
  card: (row: Row) => ReactNode; // the two lines on a narrow screen
  onOpen: (row: Row) => void;
  onMove?: (row: Row) => void; // the cursor came to it by a key: details beside the list may follow
  openId?: string; // the row whose details are beside the list
  selection?: Selection;
  sort?: string; // "name" or "-name"
  onSort?: (order: string) => void;
  onRange?: (first: number, last: number) => void;
  empty: ReactNode;
  memory: string; // scroll position and cursor are kept under this name
}

const places = new Map<string, { offset: number; cursor: number }>();
const cardHeight = 58;
export const mostOnPaper = 1000;

/// From the moment the browser makes the paper until it has.
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const set = (on: boolean) => () => flushSync(() => setPrinting(on));
    const begin = set(true),
      end = set(false);
    window.addEventListener("beforeprint", begin);
    window.addEventListener("afterprint", end);
    return () => {
      window.removeEventListener("beforeprint", begin);
      window.removeEventListener("afterprint", end);
    };
  }, []);
  return printing;
}

export function Grid<Row>(props: GridProps<Row>) {
  const { label, count, rowAt, idAt, selection, memory, onRange, onOpen, onMove } = props;
  const box = useRef<HTMLDivElement>(null);
  const place = places.get(memory);
  const [cursor, setCursor] = useState(place?.cursor ?? 0);
  const width = useWidth(box);
  const cards = width < cardsBelow;
  const { density } = usePreferences();
  const rowHeight = cards ? cardHeight : rowHeightOf(density);
  const columns = fitting(props.columns, width);
  const template = templateOf(columns, Boolean(selection));
  const rows = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    initialOffset: place?.offset ?? 0,
    scrollPaddingStart: cards ? 0 : 32,
  });
  const printing = usePrinting();
  const onScreen = rows.getVirtualItems();
  // Paper has no scroll bar: what is loaded is on it.
  const items = printing
    ? Array.from({ length: Math.min(count, mostOnPaper) }, (_, index) => ({ index, key: index, start: index * rowHeight }))
    : onScreen;
  const first = onScreen[0]?.index ?? 0,
    last = onScreen.at(-1)?.index ?? 0;
  useLayoutEffect(() => rows.measure(), [rows, rowHeight]);
  useEffect(() => onRange?.(first, last), [first, last, count, onRange]);
  useEffect(() => {
    const node = box.current;
    return () => {
      places.set(memory, { offset: node?.scrollTop ?? 0, cursor });
    };
  }, [memory, cursor]);

  const at = Math.min(cursor, Math.max(0, count - 1));
  const move = (to: number) => {
    const next = Math.max(0, Math.min(count - 1, to));
    setCursor(next);
    rows.scrollToIndex(next, { align: "auto" });
    const row = next === at ? undefined : rowAt(next);
    if (row) onMove?.(row);
  };
  const open = () => {
    const row = rowAt(at);
    if (row) onOpen(row);
  };
  const pick = (index: number, range: boolean) => {
    if (!selection || index >= count) return;
    if (range) selection.extendTo(index, (i) => (i < count ? idAt(i) : undefined));
    else selection.toggle(idAt(index), index);
  };
  useKeys(
    [
      { keys: "j", label: "Next row", group: "Lists", run: () => move(at + 1) },
      { keys: "k", label: "Row before", group: "Lists", run: () => move(at - 1) },
      { keys: "ArrowDown", label: "Next row", group: "Lists", run: () => move(at + 1) },
      { keys: "ArrowUp", label: "Row before", group: "Lists", run: () => move(at - 1) },
      { keys: "Enter", label: "Open the row", group: "Lists", run: open },
      ...(selection
        ? [
            { keys: "x", label: "Select the row", group: "Lists", run: () => pick(at, false) },
            { keys: "Shift+x", label: "Select up to this row", group: "Lists", run: () => pick(at, true) },
          ]
        : []),
    ],
    count > 0,
  );
  const press = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((box.current?.clientHeight ?? 400) / rowHeight) - 2);
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: count - 1,
    };
    if (event.key in moves) move(moves[event.key]);
    else if (event.key === " " && selection) pick(at, event.shiftKey);
    else if (event.key === "Enter") open();
    else return;
    event.preventDefault();
  };
  const click = (event: MouseEvent, index: number, row: Row) => {
    const target = event.target as HTMLElement;
    setCursor(index);
    if (target.closest("[data-pick]")) pick(index, event.shiftKey);
    else if (!target.closest("a,button,[data-stay]")) onOpen(row);
  };

  return (
    <div
      ref={box}
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-multiselectable={selection ? true : undefined}
      tabIndex={0}
      onKeyDown={press}
      aria-activedescendant={count > 0 && at >= first && at <= last ? `row-${memory}-${at}` : undefined}
      className="scroll-thin min-h-0 flex-1 overflow-auto print:overflow-visible"
    >
      <Header {...props} columns={columns} template={template} cards={cards} />
      {count === 0 && (
        <div role="row" aria-rowindex={2}>
          <div role="gridcell">{props.empty}</div>
        </div>
      )}
      <div role="presentation" className="relative" style={{ height: printing ? items.length * rowHeight : rows.getTotalSize() }}>
        {items.map((item) => {
          const row = rowAt(item.index);
          const id = row ? idAt(item.index) : "";
          const picked = selection?.ids.has(id) ?? false;
          const shown = picked || (id !== "" && id === props.openId);
          return (
            <div
              key={item.key}
              id={`row-${memory}-${item.index}`}
              role="row"
              tabIndex={-1}
              aria-rowindex={item.index + 2}
              aria-selected={shown}
              onClick={row && ((event) => click(event, item.index, row))}
              onKeyDown={undefined}
              className={`absolute inset-x-0 top-0 border-b border-line/70 outline-none ${shown ? "bg-sel" : "hover:bg-hover"}
                ${item.index === at ? "shadow-[inset_2px_0_0_var(--accent)]" : ""}
                ${cards ? "flex items-center gap-1 pr-3 pl-1" : "grid items-center gap-x-2 px-2"}`}
              style={{ height: rowHeight, transform: `translateY(${item.start}px)`, gridTemplateColumns: cards ? undefined : template }}
            >
              {selection && (
                <span role="gridcell" data-pick className={`grid shrink-0 place-items-center ${cards ? "size-11" : "size-6"}`}>
                  {row && (
                    <input
                      type="checkbox"
                      tabIndex={-1}
                      aria-label={`Select ${props.nameOf(row)}`}
                      checked={picked}
                      readOnly
                      className="size-3.5 accent-accent coarse:size-5"
                    />
                  )}
                </span>
              )}
              {!row && <span role="gridcell" className="h-3 w-40 animate-pulse rounded bg-hover" aria-label="Loading" />}
              {row && cards && (
                <span role="gridcell" className={`min-w-0 flex-1 ${selection ? "" : "pl-2"}`}>
                  {props.card(row)}
                </span>
              )}
              {row &&
                !cards &&
                columns.map((column) => (
                  <span role="gridcell" key={column.key} className={`min-w-0 truncate ${column.end ? "text-end" : ""}`}>
                    {column.cell(row)}
                  </span>
                ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function Header<Row>({
  columns,
  template,
  cards,
  selection,
  sort,
  onSort,
  count,
  idAt,
}: GridProps<Row> & { template: string; cards: boolean }) {
  const descending = sort?.startsWith("-") ?? false;
  const by = descending ? sort?.slice(1) : sort;
  const every = selection && count > 0 && selection.ids.size >= count;
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={
        cards
          ? "sr-only"
          : "sticky top-0 z-10 grid h-8 items-center gap-x-2 border-b border-line bg-panel px-2 text-xs font-medium text-dim"
      }
      style={{ gridTemplateColumns: template }}
    >
      {selection && (
        <span role="columnheader" className="grid size-6 place-items-center">
          {cards && <span className="sr-only">Selected</span>}
          {!cards && (
            <input
              type="checkbox"
              aria-label="Select all rows"
              className="size-3.5 accent-accent"
              checked={Boolean(every)}
              readOnly
              onClick={() => (every ? selection.clear() : selection.all(Array.from({ length: count }, (_, i) => idAt(i))))}
            />
          )}
        </span>
      )}
      {columns.map((column) => (
        <span
          role="columnheader"
          key={column.key}
          aria-sort={by && by === column.sort ? (descending ? "descending" : "ascending") : undefined}
          className={`min-w-0 ${column.end ? "text-end" : ""}`}
        >
          {column.sort && onSort && !cards ? (
            <button
              type="button"
              className="in-row inline-flex max-w-full items-center gap-1 rounded hover:text-ink"
              onClick={() => onSort(by === column.sort && !descending ? `-${column.sort}` : (column.sort ?? ""))}
            >
              <Title column={column} />
              {by === column.sort && (descending ? <ChevronDown size={12} aria-hidden /> : <ChevronUp size={12} aria-hidden />)}
            </button>
          ) : (
            <Title column={column} />
          )}
        </span>
      ))}
    </div>
  );
}

function Title<Row>({ column: { title, short } }: { column: Column<Row> }) {
  if (short === undefined) return <span className="block truncate">{title}</span>;
  return (
    <>
      <span aria-hidden title={title}>
        {short}
      </span>
      <span className="sr-only">{title}</span>
    </>
  );
}
