// What every list page has: views, a filter line, rows that hold still, pages that load on the way
// down, and the four kinds of nothing.
import { useCallback, useState, type ComponentProps, type ReactNode } from "react";
import { Download, Printer, SlidersHorizontal } from "lucide-react";
import type { Method } from "@/api/generated/schema";
import type { RequestOf, ResponseOf } from "@/api/client";
import { collect } from "@/api/collect";
import { pageSize, useApiPages } from "@/api/query";
import { useSession } from "@/api/session";
import { IconButton } from "@/ui/button";
import { ColumnDialog } from "@/ui/column_chooser";
import { columnsShown, keepColumns, readColumns, usualColumns } from "@/ui/columns";
import { useCommands } from "@/ui/commands";
import { csvOf, download } from "@/ui/csv";
import { Failed, FilterWrong, Loading } from "@/ui/empty";
import { FilterBox } from "@/ui/filter_box";
import type { FilterKey } from "@/ui/filter_words";
import { useNow } from "@/ui/clock";
import { count, counted, exactTime, words } from "@/ui/format";
import { mostOnPaper } from "@/ui/grid";
import { useKeys } from "@/ui/keys";
import { FreshPill } from "@/ui/fresh_pill";
import type { Column } from "@/ui/grid_columns";
import { useSteady } from "@/ui/steady";
import { say, sayProblem } from "@/ui/toast";
import type { View } from "@/ui/view_bar";
import { useFilterText } from "./filter_text";
import { forClient, useClientId, usePageSearch } from "./search";
import { Views } from "./views";

interface Question<M, Row> {
  method: M;
  rows: (answer: ResponseOf<M>) => Row[] | undefined;
  idOf: (row: Row) => string;
  order: string; // until the person chooses another; "" where the list has one order
  ofAll?: boolean; // not narrowed to a client
  first?: number; // rows of the first page, where one costs more than elsewhere
  hold?: boolean; // rows stay where they are, whatever the pointer does
  columns?: ColumnChoice<Row>; // where a person may choose them
}

interface ColumnChoice<Row> {
  list: string; // the name under which this browser keeps the choice
  all: readonly Column<Row>[];
  always: string; // the one without which a row has no name
  hidden?: readonly string[]; // not shown before somebody asks for them
}

function useColumns<Row>(choice: ColumnChoice<Row> | undefined) {
  const [search, change] = usePageSearch();
  if (!choice) return undefined;
  const known = choice.all.map((column) => column.key);
  const shipped = known.filter((key) => !choice.hidden?.includes(key));
  const keys = readColumns(search.columns ?? "", known) ?? usualColumns(choice.list, known, shipped);
  return {
    shown: columnsShown(choice.all, keys),
    dialog: {
      columns: choice.all.map(({ key, title }) => ({ key, title })),
      shown: keys,
      shipped,
      always: choice.always,
      onChange: (next: string[]) => {
        keepColumns(choice.list, next);
        change({ columns: next.join(",") === shipped.join(",") ? "" : next.join(",") });
      },
    },
  };
}

const loadAhead = 40;

interface Paper {
  hasNextPage: boolean;
  fetchNextPage: () => Promise<{ hasNextPage: boolean }>;
}

export function useList<M extends Method<unknown, unknown>, Row>({
  method,
  rows: rowsOf,
  idOf,
  order,
  ofAll,
  first,
  hold,
  columns: choice,
}: Question<M, Row>) {
  const [search, change] = usePageSearch();
  const { text, setText, applied } = useFilterText();
  const client = useClientId();
  const [over, setOver] = useState(false);
  const columns = useColumns(choice);
  const order_by = search.sort ?? order;
  const filter = forClient(applied, ofAll ? "" : client);
  const query = useApiPages(method, { filter, ...(order_by ? { order_by } : {}) } as RequestOf<M>, rowsOf, {
    first,
  });
  const steady = useSteady(
    `${order_by} ${filter}`,
    query.data && !query.isPlaceholderData ? query.rows : undefined,
    idOf,
    over || Boolean(hold),
  );
  const { rows } = steady;
  const { hasNextPage, fetchNextPage } = query;
  const onRange = useCallback(
    (_: number, last: number) => {
      if (hasNextPage && last > rows.length - Math.min(loadAhead, rows.length / 3)) void fetchNextPage();
    },
    [hasNextPage, fetchNextPage, rows.length],
  );
  const readAll = (signal: AbortSignal, progress?: (loaded: number) => void) =>
    collect({ method, filter, order: order_by, rows: rowsOf, idOf, signal, progress });
  return {
    // What the whole of the list is, loaded or not.
    source: { rows, total: query.total, isMore: query.isMore, filter, idOf, readAll },
    search,
    change,
    text,
    setText,
    applied,
    query,
    steady,
    rows,
    setOver,
    problem: query.isError && query.error.code.startsWith("filter.") ? query.error.message : undefined,
    clear: () => {
      setText("");
      change({ q: "" });
    },
    columnChoice: columns?.dialog,
    columns: columns?.shown ?? [],
    // What the grid takes as it is.
    grid: {
      count: rows.length,
      rowAt: (i: number): Row | undefined => rows[i],
      idAt: (i: number) => (rows[i] === undefined ? "" : idOf(rows[i])),
      openId: search.open,
      sort: search.sort,
      onSort: (sort: string) => change({ sort }),
      onRange,
    },
  };
}

export type ListOf<Row> = ReturnType<typeof useList<Method<unknown, unknown>, Row>>;

/// The list as a file: every row of the filter, in the list's order, with the columns that are shown.
interface ListFile<Row> {
  name: string;
  columns: readonly Column<Row>[];
}

interface FrameProps<Row> {
  list: Omit<ReturnType<typeof useList>, "grid" | "rows" | "steady" | "source" | "columns"> & {
    source: { readAll: (signal: AbortSignal) => Promise<readonly Row[]> };
  } & { rows: readonly unknown[]; steady: { fresh: number; gone: number; show: () => void } };
  one: string; // "alert"
  many: string;
  keys: readonly FilterKey[];
  placeholder: string;
  action?: ReactNode; // beside the filter
  children: ReactNode; // the grid
  below?: ReactNode; // the selection's bar
  file?: ListFile<Row>;
}

export function ListFrame<Row>({
  list,
  one,
  many,
  keys,
  placeholder,
  action,
  children,
  below,
  file,
  views,
}: FrameProps<Row> & { views?: { page: string; shipped: readonly View[] } }) {
  const { query, problem } = list;
  const failed = query.isError && !problem && list.rows.length === 0;
  return (
    <div className="flex min-w-0 flex-1 flex-col">
      {views && <Views page={views.page} shipped={views.shipped} text={list.text} setText={list.setText} />}
      <div className="no-print flex shrink-0 items-start gap-3 border-b border-line px-3 py-1.5">
        <FilterBox
          label={`Filter ${many}`}
          value={list.text}
          onChange={list.setText}
          keys={keys}
          placeholder={placeholder}
          problem={problem}
        />
        <div className="flex h-8 shrink-0 items-center gap-3 coarse:h-11">
          <FreshPill {...list.steady} />
          <span role="status" className="shrink-0 text-dim max-sm:sr-only">
            {query.isMore || (query.hasNextPage && query.total === list.rows.length) ? "over " : ""}
            {!problem && counted(query.total, one, many)}
          </span>
          {list.columnChoice && <ChooseColumns {...list.columnChoice} />}
          {file && <PrintList query={query} />}
          {file && <SaveFile file={file} readAll={list.source.readAll} one={one} many={many} />}
          {action}
        </div>
      </div>
      <PaperLine one={one} many={many} text={list.text} total={query.total} isMore={query.isMore} shown={Math.min(list.rows.length, mostOnPaper)} />
      {query.isPending ? (
        <Loading what={many} rows={14} />
      ) : problem ? (
        <FilterWrong what={many} clear={list.clear} />
      ) : failed ? (
        <Failed what={`the ${many}`} error={query.error} retry={() => void query.refetch()} />
      ) : (
        <div
          className="flex min-h-0 flex-1 flex-col"
          aria-busy={query.isPlaceholderData}
          onPointerEnter={() => list.setOver(true)}
          onPointerLeave={() => list.setOver(false)}
        >
          {children}
        </div>
      )}
      {below}
    </div>
  );
}

/// What is loaded is printed: first everything that matches is, up to what a person would carry.
function PrintList({ query }: { query: Paper }) {
  const [busy, setBusy] = useState(false);
  const print = async () => {
    setBusy(true);
    try {
      let more = query.hasNextPage;
      for (let page = 1; more && page * pageSize < mostOnPaper; ++page) more = (await query.fetchNextPage()).hasNextPage;
    } finally {
      setBusy(false);
    }
    // After the rows have come on screen.
    window.setTimeout(() => window.print(), 100);
  };
  useKeys([{ keys: "p", label: "Print the list", run: () => void print() }]);
  return (
    <IconButton
      icon={Printer}
      label="Print this list"
      aria-busy={busy}
      disabled={busy}
      onClick={() => void print()}
      aria-keyshortcuts="p"
      className="max-lg:hidden"
    />
  );
}

interface PaperProps {
  one: string;
  many: string;
  text: string;
  total: number;
  isMore: boolean; // than `total`
  shown: number;
}

/// On paper alone: which list this is.
function PaperLine({ one, many, text, total, isMore, shown }: PaperProps) {
  const session = useSession();
  const all = `${isMore ? "over " : ""}${counted(total, one, many)}`;
  return (
    <p className="hidden border-b border-line p-2 text-xs print:block">
      <b>{words(many)}</b> {text || "without a filter"}, {isMore || shown < total ? `the first ${count(shown)} of ${all}` : all}. Printed{" "}
      {exactTime(useNow())}
      {session && ` by ${session.name}`}.
    </p>
  );
}

function ChooseColumns(dialog: Omit<ComponentProps<typeof ColumnDialog>, "onClose">) {
  const [open, setOpen] = useState(false);
  useCommands([{ label: "Columns of the list", run: () => setOpen(true) }]);
  return (
    <>
      <IconButton icon={SlidersHorizontal} label="Columns" onClick={() => setOpen(true)} className="max-sm:hidden" />
      {open && <ColumnDialog {...dialog} onClose={() => setOpen(false)} />}
    </>
  );
}

function SaveFile<Row>({
  file,
  readAll,
  one,
  many,
}: {
  file: ListFile<Row>;
  readAll: (signal: AbortSignal) => Promise<readonly Row[]>;
  one: string;
  many: string;
}) {
  const [busy, setBusy] = useState(false);
  useCommands([{ label: "Save this list as CSV", run: () => save() }]);
  const save = () => {
    setBusy(true);
    const columns = file.columns.flatMap((column) => column.file ?? []);
    readAll(new AbortController().signal)
      .then(
        (rows) => {
          download(
            file.name,
            "text/csv;charset=utf-8",
            csvOf(
              columns.map(([title]) => title),
              rows.map((row) => columns.map(([, read]) => read(row))),
            ),
          );
          say(`Saved ${counted(rows.length, one, many)} as ${file.name}.`);
        },
        (error: unknown) => sayProblem("Nothing was saved.", error),
      )
      .finally(() => setBusy(false));
  };
  return (
    <IconButton
      icon={Download}
      label={busy ? "Reading the list" : "Save this list as CSV"}
      aria-busy={busy}
      disabled={busy}
      onClick={save}
      className="max-sm:hidden"
    />
  );
}
