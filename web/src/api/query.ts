// Thin layer over TanStack Query: keys are [path, request], so a live update can say "all of /alerts".
import { useMemo } from "react";
import {
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
  keepPreviousData,
  type UseMutationOptions,
} from "@tanstack/react-query";
import type { Method } from "./generated/schema";
import { call, type RequestOf, type ResponseOf } from "./client";
import { Problem } from "./problem";

type Any = Method<unknown, unknown>;

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: true,
      retry: (count, error) => count < 2 && error instanceof Problem && (error.status === 0 || error.status === 503),
    },
  },
});

/// What the server gives at most in one answer: for lists that fit into it and are shown whole.
export const largestPage = 1000;
/// How many rows a list loads at once.
export const pageSize = 200;

interface Options {
  enabled?: boolean;
  refetchInterval?: number | false;
  keep?: boolean; // show the last answer while another request is on its way
  staleTime?: number;
  first?: number; // rows of the first page, where fewer than usual fill a screen
}

export function useApi<M extends Any>(method: M, request: RequestOf<M>, options: Options = {}) {
  return useQuery<ResponseOf<M>, Problem>({
    queryKey: [method.path, request],
    queryFn: ({ signal }) => call(method, request, { signal }),
    enabled: options.enabled ?? true,
    refetchInterval: options.refetchInterval ?? false,
    ...(options.staleTime === undefined ? {} : { staleTime: options.staleTime }),
    ...(options.keep ? { placeholderData: keepPreviousData } : {}),
  });
}

/// A list by pages; `rows` picks the repeated field out of an answer.
export function useApiPages<M extends Any, Row>(
  method: M,
  request: RequestOf<M>,
  rows: (answer: ResponseOf<M>) => Row[] | undefined,
  options: Options = {},
) {
  const query = useInfiniteQuery<ResponseOf<M>, Problem, { pages: ResponseOf<M>[] }, readonly unknown[], string>({
    queryKey: [method.path, "pages", request],
    queryFn: ({ pageParam, signal }) =>
      call(method, { page_size: pageParam ? pageSize : (options.first ?? pageSize), ...(request as object), page_token: pageParam } as RequestOf<M>, {
        signal,
      }),
    initialPageParam: "",
    getNextPageParam: (last) => (last as { next_page_token?: string }).next_page_token || undefined,
    enabled: options.enabled ?? true,
    refetchInterval: options.refetchInterval ?? false,
    ...(options.keep === false ? {} : { placeholderData: keepPreviousData }),
  });
  // The same answer is the same array: what is derived from it stays.
  // oxlint-disable-next-line react/exhaustive-deps
  const all = useMemo(() => query.data?.pages.flatMap((page) => rows(page) ?? []) ?? [], [query.data]);
  const first = query.data?.pages[0] as { total?: number; more_than_total?: boolean } | undefined;
  const isMore = first?.more_than_total ?? false,
    counted = first?.total ?? all.length;
  return { ...query, rows: all, total: isMore ? Math.max(counted, all.length) : counted, isMore };
}

interface ChangeOptions<M extends Any> extends Omit<UseMutationOptions<ResponseOf<M>, Problem, RequestOf<M>>, "mutationFn"> {
  etag?: string; // of the row as the person saw it
  reads?: (answer: ResponseOf<M>) => readonly [reading: { path: string }, request: object]; // what would answer the same
}

/// Lists that hear of every change by the live stream while it runs: they are not asked again for a change made here.
export const toldLive = new Set<string>();
let changedAt = 0;
/// Whether something was changed on this screen a moment ago: then the person waits for what comes of it.
export const hasJustChanged = (): boolean => queries.isMutating() > 0 || Date.now() - changedAt < 3_000;

/// A change. `touches` are the methods whose answers it may have altered. With `reads` the page shows the answer
/// before anything says that it is done: the next key must not act on what was.
export function useChange<M extends Any>(method: M, touches: readonly { path: string }[], { etag, reads, ...options }: ChangeOptions<M> = {}) {
  const client = useQueryClient();
  return useMutation<ResponseOf<M>, Problem, RequestOf<M>>({
    ...options,
    mutationFn: (request) => call(method, request, { etag }),
    onSuccess: (answer, ...others) => {
      if (reads) {
        const [reading, request] = reads(answer);
        client.setQueryData([reading.path, request], answer);
      }
      return options.onSuccess?.(answer, ...others);
    },
    onSettled: async (...parts) => {
      changedAt = Date.now();
      const refused = parts[1] !== null;
      await refresh(client, refused ? touches : touches.filter((method) => !toldLive.has(method.path)));
      await options.onSettled?.(...parts);
    },
  });
}

export function refresh(client: QueryClient, touches: readonly { path: string }[]): Promise<unknown> {
  return Promise.all(touches.map((method) => client.invalidateQueries({ queryKey: [method.path] })));
}
