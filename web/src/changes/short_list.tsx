// The open changes of one client or device, on its page.
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { markOf } from "./change_words";

const shown = 5;

export function ShortList({ filter }: { filter: string }) {
  const may = useMay("change.read");
  const answer = useApi(methods.listChanges, { filter: `${filter} is:open`, order_by: "-changed", page_size: shown }, { enabled: may }).data;
  if (!answer || answer.changes.length === 0) return null;
  return (
    <Section title="Changes">
      <ul className="space-y-2">
        {answer.changes.map((one) => (
          <li key={one.change_id}>
            <Link to="/changes/$change_id" params={{ change_id: one.change_id }} className="link block break-words">
              {one.title}
            </Link>
            <span className="flex flex-wrap gap-x-2 text-xs text-dim">
              <State {...markOf(one)} />
              {one.starts_at_unix_ms > 0 && <Moment at={one.starts_at_unix_ms} />}
            </span>
          </li>
        ))}
      </ul>
      {answer.total > shown && (
        <Link to="/changes" search={{ q: `${filter} is:open` }} className="link">
          All {answer.total}
        </Link>
      )}
    </Section>
  );
}
