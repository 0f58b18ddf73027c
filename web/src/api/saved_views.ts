import { call, methods } from "./client";
import { keepDefaultView } from "./default_view";
import { largestPage, queries, refresh, useApi } from "./query";
import { useSession } from "./session";

/// What a view is made of: the filter, and how the list looks.
export interface ViewLook {
  query: string;
  order_by: string;
  columns: string;
}

/// The saved views of one page, own and team's, and what can be done with them.
export function useSavedViews(page: string) {
  const session = useSession();
  const list = useApi(methods.listSavedViews, { page, page_size: largestPage }, { staleTime: 300_000 });
  const again = () => refresh(queries, [methods.listSavedViews]);
  const saved = list.data?.saved_views;
  // So that a link to the page leads there before the views have been asked for.
  if (saved) keepDefaultView(page, saved.find((view) => view.is_default));
  return {
    views: (saved ?? []).map((view) => ({
      id: view.saved_view_id,
      name: view.name,
      query: view.query,
      sort: view.order_by,
      columns: view.columns,
      team: view.team,
      opens: view.is_default,
      mine: view.owner_account_id === session?.account_id,
    })),
    save: async (name: string, look: ViewLook, team: boolean, opens: boolean) => {
      const made = await call(methods.createSavedView, { page, name, team, ...look });
      if (opens) await call(methods.updateSavedView, { saved_view_id: made.saved_view_id, is_default: true });
      await again();
    },
    change: async (id: string, part: { name?: string; team?: boolean; is_default?: boolean } & Partial<ViewLook>) => {
      await call(methods.updateSavedView, { saved_view_id: id, ...part });
      await again();
    },
    remove: async (id: string) => {
      await call(methods.deleteSavedView, { saved_view_id: id });
      await again();
    },
  };
}
