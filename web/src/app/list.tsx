// What every list page has: views, a filter line, rows that hold still, pages that load on the way
// down, and the four kinds of nothing.
import { useCallback, useState, type ReactNode } from "react";
import { Download } from "lucide-react";
import type { Method } from "@/api/generated/schema";
import type { RequestOf, ResponseOf } from "@/api/client";
import { collect } from "@/api/collect";
import { useApiPages } from "@/api/query";
import { useSavedViews } from "@/api/saved_views";
import { IconButton } from "@/ui/button";
import { csvOf, download } from "@/ui/csv";
import { Failed, Loading } from "@/ui/empty";
import { FilterBox } from "@/ui/filter_box";
import type { FilterKey } from "@/ui/filter_words";
import { counted } from "@/ui/format";
import { FreshPill } from "@/ui/fresh_pill";
import type { Column } from "@/ui/grid_columns";
import { useSteady } from "@/ui/steady";
import { say, sayProblem } from "@/ui/toast";
import { ViewBar, type View } from "@/ui/view_bar";
import { useFilterText } from "./filter_text";
import { forClient, useClientId, usePageSearch } from "./search";

interface Question<M, Row> {
  method: M;
  rows: (answer: ResponseOf<M>) => Row[] | undefined;
  idOf: (row: Row) => string;
  order: string; // until the person chooses another; "" where the list has one order
  ofAll?: boolean; // not narrowed to a client
  hold?: boolean; // rows stay where they are, whatever the pointer does
}

const loadAhead = 40;

export function useList<M extends Method<unknown, unknown>, Row>({ method, rows: rowsOf, idOf, order, ofAll, hold }: Question<M, Row>) {
  const [search, change] = usePageSearch();
  const { text, setText, applied } = useFilterText();
  const client = useClientId();
  const [over, setOver] = useState(false);
  const order_by = search.sort ?? order;
  const filter = forClient(applied, ofAll ? "" : client);
  const query = useApiPages(method, { filter, ...(order_by ? { order_by } : {}) } as RequestOf<M>, rowsOf);
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
      if (hasNextPage && last > rows.length - loadAhead) void fetchNextPage();
    },
    [hasNextPage, fetchNextPage, rows.length],
  );
  const readAll = (signal: AbortSignal, progress?: (loaded: number) => void) =>
    collect({ method, filter, order: order_by, rows: rowsOf, idOf, signal, progress });
  return {
    // What the whole of the list is, loaded or not.
    source: { rows, total: query.total, filter, idOf, readAll },
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
    pick: (q: string) => {
      setText(q);
      change({ q }, true);
    },
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

/// The list as a file: every row of the filter, in the list's order, all its columns.
interface ListFile<Row> {
  name: string;
  columns: readonly Column<Row>[];
}

interface FrameProps<Row> {
  list: Omit<ReturnType<typeof useList>, "grid" | "rows" | "steady" | "source"> & {
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
      {views && <Views page={views.page} shipped={views.shipped} text={list.text} pick={list.pick} />}
      <div className="no-print flex shrink-0 items-center gap-3 border-b border-line px-3 py-1.5">
        <FilterBox
          label={`Filter ${many}`}
          value={list.text}
          onChange={list.setText}
          keys={keys}
          placeholder={placeholder}
          problem={problem}
        />
        <FreshPill {...list.steady} />
        <span role="status" className="shrink-0 text-dim max-sm:sr-only">
          {query.hasNextPage && query.total === list.rows.length ? "over " : ""}
          {counted(query.total, one, many)}
        </span>
        {file && <SaveFile file={file} readAll={list.source.readAll} one={one} many={many} />}
        {action}
      </div>
      {query.isPending ? (
        <Loading what={many} rows={14} />
      ) : failed ? (
        <Failed what={`the ${many}`} error={query.error} retry={() => void query.refetch()} />
      ) : (
        <div className="flex min-h-0 flex-1 flex-col" onPointerEnter={() => list.setOver(true)} onPointerLeave={() => list.setOver(false)}>
          {children}
        </div>
      )}
      {below}
    </div>
  );
}

function Views({ page, shipped, text, pick }: { page: string; shipped: readonly View[]; text: string; pick: (query: string) => void }) {
  const saved = useSavedViews(page);
  return (
    <ViewBar
      views={[...shipped, ...saved.views]}
      query={text}
      onPick={pick}
      onSave={(name, team) => saved.save(name, text.trim(), team)}
      onRemove={(view) => {
        if (view.id) void saved.remove(view.id);
      }}
    />
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
