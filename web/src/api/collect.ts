// Every row that a filter matches, page after page, in the list's order: for files and for changes of
// "all matching".
import type { Method } from "./generated/schema";
import { call, type RequestOf, type ResponseOf } from "./client";

export interface Collect<M, Row> {
  method: M;
  filter: string;
  order: string;
  with?: Partial<RequestOf<M>>; // what else the list is asked
  rows: (answer: ResponseOf<M>) => readonly Row[] | undefined;
  idOf: (row: Row) => string;
  signal: AbortSignal;
  progress?: (loaded: number) => void;
}

export async function collect<M extends Method<unknown, unknown>, Row>({
  method,
  filter,
  order,
  with: more,
  rows,
  idOf,
  signal,
  progress,
}: Collect<M, Row>): Promise<Row[]> {
  const found = new Map<string, Row>();
  let page_token = "";
  do {
    const request = { ...more, filter, ...(order ? { order_by: order } : {}), page_size: 1000, page_token };
    const answer = await call(method, request as RequestOf<M>, { signal });
    for (const row of rows(answer) ?? []) found.set(idOf(row), row);
    page_token = (answer as { next_page_token?: string }).next_page_token ?? "";
    progress?.(found.size);
  } while (page_token);
  return [...found.values()];
}
