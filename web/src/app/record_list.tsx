// A log that people look through: a filter line, the number of rows, the list, one row's details beside it.
// Which row is open and what is asked for stand in the address.
import { useCallback, type ReactNode } from "react";
import type { Problem } from "@/api/problem";
import { useFilterText } from "@/app/filter_text";
import { forClient, usePageSearch } from "@/app/search";
import { Failed, FilteredAway, Loading } from "@/ui/empty";
import { FilterBox } from "@/ui/filter_box";
import type { FilterKey } from "@/ui/filter_words";
import { counted } from "@/ui/format";
import { Grid } from "@/ui/grid";
import type { Column } from "@/ui/grid_columns";
import { useKeys } from "@/ui/keys";

/// What the address says of the list; `filter` is what the server is asked.
export function useRecordSearch() {
  const [search, change] = usePageSearch();
  const { text, setText, applied } = useFilterText();
  return { openId: search.open, change, text, setText, filter: forClient(applied, search.client ?? "") };
}

interface Pages<Row> {
  rows: Row[];
  total: number;
  hasNextPage: boolean;
  fetchNextPage: () => unknown;
  isPending: boolean;
  isError: boolean;
  error: Problem | null;
  data: unknown;
  refetch: () => unknown;
}

interface Props<Row> {
  title: string; // "Delivery log"
  words: readonly [one: string, many: string];
  memory: string; // under which the widths of columns are remembered
  keys: readonly FilterKey[];
  placeholder: string;
  columns: readonly Column<Row>[];
  search: ReturnType<typeof useRecordSearch>;
  query: Pages<Row>;
  idOf: (row: Row) => string;
  nameOf: (row: Row) => string;
  card: (row: Row) => ReactNode;
  none: ReactNode; // nothing was ever there
  bar?: ReactNode; // beside the filter
  aside: (row: Row, close: () => void) => ReactNode;
}

export function RecordList<Row>({ title, words, search, query, idOf, bar, aside, none, ...list }: Props<Row>) {
  const { openId, change, text, setText, filter } = search;
  const { rows, hasNextPage, fetchNextPage } = query;
  const onRange = useCallback(
    (_: number, last: number) => {
      if (hasNextPage && last > rows.length - 30) void fetchNextPage();
    },
    [hasNextPage, fetchNextPage, rows.length],
  );
  const bad = query.isError && query.error?.code.startsWith("filter.") ? query.error.message : undefined;
  const open = rows.find((row) => idOf(row) === openId);
  const close = () => change({ open: "" });
  useKeys(open ? [{ keys: "Escape", label: "Close the details", group: "Lists", run: close }] : []);
  const clear = () => {
    setText("");
    change({ q: "", client: "" });
  };
  return (
    <div className="flex h-full min-h-0">
      <section aria-label={title} className="flex min-h-0 min-w-0 flex-1 flex-col">
        <div className="no-print flex shrink-0 flex-wrap items-start gap-3 border-b border-line px-3 py-2">
          <FilterBox
            label={`Filter ${words[1]}`}
            value={text}
            onChange={setText}
            keys={list.keys}
            problem={bad}
            placeholder={list.placeholder}
          />
          <span role="status" className="flex h-8 items-center whitespace-nowrap text-dim max-sm:sr-only">
            {counted(query.total, ...words)}
          </span>
          {bar}
        </div>
        {query.isPending && <Loading what={words[1]} rows={10} />}
        {query.isError && !bad && rows.length === 0 && query.error && (
          <Failed what={words[1]} error={query.error} retry={() => void query.refetch()} />
        )}
        {Boolean(query.data) && (
          <Grid<Row>
            label={title}
            memory={list.memory}
            columns={list.columns}
            count={rows.length}
            rowAt={(index) => rows[index]}
            idAt={(index) => (rows[index] ? idOf(rows[index]) : "")}
            nameOf={list.nameOf}
            onRange={onRange}
            onOpen={(row) => change({ open: idOf(row) }, !openId)}
            openId={openId}
            card={list.card}
            empty={filter ? <FilteredAway what={words[0]} clear={clear} /> : none}
          />
        )}
      </section>
      {open && aside(open, close)}
    </div>
  );
}
