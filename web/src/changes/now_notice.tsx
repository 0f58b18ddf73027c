// On Now: changes for which somebody owes words: the review, what came of it, or what was approved by word of mouth.
import { Link } from "@tanstack/react-router";
import { GitPullRequestArrow } from "lucide-react";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { counted } from "@/ui/format";

const owed = [
  ["review", "change is done and its review is overdue", "changes are done and their reviews are overdue"],
  ["outcome", "change is past its window and nobody said what came of it", "changes are past their windows and nobody said what came of them"],
  ["words", "emergency change is not written down", "emergency changes are not written down"],
] as const;

export default function OverdueChanges() {
  return owed.map(([what, one, many]) => <Overdue key={what} what={what} one={one} many={many} />);
}

function Overdue({ what, one, many }: { what: string; one: string; many: string }) {
  const may = useMay("change.read");
  const filter = `overdue:${what}`;
  const total = useApi(methods.listChanges, { filter, page_size: 1 }, { enabled: may, staleTime: 60_000 }).data?.total ?? 0;
  if (!may || total === 0) return null;
  return (
    <Link
      to="/changes"
      search={{ q: filter }}
      className="mb-3 flex min-h-9 items-center gap-2 rounded-lg border border-line bg-panel px-3 hover:bg-hover coarse:min-h-11"
    >
      <GitPullRequestArrow size={15} aria-hidden className="shrink-0 text-warn" />
      <span className="min-w-0 break-words">{counted(total, one, many)}</span>
    </Link>
  );
}
