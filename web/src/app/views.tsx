// The saved views of a list page: what is shown stands in the address, the views at the server.
import { useSavedViews } from "@/api/saved_views";
import { useCommands } from "@/ui/commands";
import { sayProblem } from "@/ui/toast";
import { ViewBar, type View, type ViewChange } from "@/ui/view_bar";
import { usePageSearch } from "./search";

interface Props {
  page: string;
  shipped: readonly View[];
  text: string; // the filter as it stands in its line
  setText: (text: string) => void;
}

export function Views({ page, shipped, text, setText }: Props) {
  const saved = useSavedViews(page);
  const [search, change] = usePageSearch();
  const look = { query: text.trim(), sort: search.sort ?? "", columns: search.columns ?? "" };
  const views = [...shipped, ...saved.views];
  const pick = (view: View) => {
    setText(view.query);
    change({ q: view.query, sort: view.sort ?? "", columns: view.columns ?? "" }, true);
  };
  useCommands(views.map((view) => ({ label: `View: ${view.name}`, hint: view.query, run: () => pick(view) })));
  const made = { query: look.query, order_by: look.sort, columns: look.columns };
  const parts = ({ opens, look: next, ...rest }: ViewChange) => ({
    ...rest,
    ...(opens === undefined ? {} : { is_default: opens }),
    ...(next ? made : {}),
  });
  return (
    <ViewBar
      views={views}
      look={look}
      onPick={pick}
      onSave={(name, team, opens) => saved.save(name, made, team, opens)}
      onChange={async (view, part) => {
        if (view.id) await saved.change(view.id, parts(part));
      }}
      onRemove={(view) => {
        if (view.id) saved.remove(view.id).catch((error: unknown) => sayProblem("The view is still there.", error));
      }}
    />
  );
}
