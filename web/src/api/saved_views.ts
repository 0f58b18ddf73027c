import { call, methods } from "./client";
import { largestPage, queries, refresh, useApi } from "./query";
import { useSession } from "./session";

/// The saved views of one page, own and team's, and what can be done with them.
export function useSavedViews(page: string) {
  const session = useSession();
  const list = useApi(methods.listSavedViews, { page, page_size: largestPage }, { staleTime: 300_000 });
  const again = () => refresh(queries, [methods.listSavedViews]);
  return {
    views: (list.data?.saved_views ?? []).map((view) => ({
      id: view.saved_view_id,
      name: view.name,
      query: view.query,
      team: view.team,
      mine: view.owner_account_id === session?.account_id,
    })),
    save: async (name: string, query: string, team: boolean) => {
      await call(methods.createSavedView, { page, name, query, team });
      await again();
    },
    remove: async (id: string) => {
      await call(methods.deleteSavedView, { saved_view_id: id });
      await again();
    },
  };
}
