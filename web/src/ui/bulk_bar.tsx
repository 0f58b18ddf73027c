// The bar below a list while rows are selected: how many, all that match, and what can be done with them.
import type { ReactNode } from "react";
import { Button } from "./button";
import { count } from "./format";
import { useKeys } from "./keys";

interface Props {
  picks: { count: number; total: number; isMore?: boolean; everything: boolean; takeEverything: () => void; clear: () => void };
  children: ReactNode;
}

export function BulkBar({ picks, children }: Props) {
  const more = !picks.everything && (picks.isMore || picks.count < picks.total);
  const over = picks.isMore ? "over " : "";
  useKeys([{ keys: "Escape", label: "Clear the selection", group: "Lists", run: picks.clear }], picks.count > 0);
  useKeys([{ keys: "*", label: "Select all that match", group: "Lists", run: picks.takeEverything }], picks.count > 0 && more);
  if (picks.count === 0) return null;
  return (
    <div
      role="toolbar"
      aria-label="Selected rows"
      className="no-print flex shrink-0 flex-wrap items-center gap-2 border-t border-line bg-panel px-3 py-1.5"
    >
      <span role="status" className="font-medium whitespace-nowrap">
        {picks.everything ? `All ${over}${count(picks.count)} matching` : `${count(picks.count)} selected`}
      </span>
      {more && (
        <button type="button" className="link whitespace-nowrap" aria-keyshortcuts="*" onClick={picks.takeEverything}>
          Select all {over}{count(picks.total)} matching
        </button>
      )}
      {children}
      <Button tone="quiet" className="ml-auto" onClick={picks.clear}>
        Clear (Esc)
      </Button>
    </div>
  );
}
