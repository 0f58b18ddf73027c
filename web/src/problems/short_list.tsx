// The open problems of one client or device, on its page.
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { counted } from "@/ui/format";
import { Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { markOf } from "./problem_words";

const shown = 5;

export function ShortList({ filter }: { filter: string }) {
  const may = useMay("problem.read");
  const answer = useApi(methods.listProblems, { filter: `${filter} is:open`, order_by: "-changed", page_size: shown }, { enabled: may }).data;
  if (!answer || answer.problems.length === 0) return null;
  return (
    <Section title="Problems">
      <ul className="space-y-2">
        {answer.problems.map((one) => (
          <li key={one.problem_id}>
            <Link to="/problems/$problem_id" params={{ problem_id: one.problem_id }} className="link block break-words">
              {one.title}
            </Link>
            <span className="flex flex-wrap gap-x-2 text-xs text-dim">
              <State {...markOf(one)} />
              {counted(one.incidents, "incident", "incidents")}
            </span>
          </li>
        ))}
      </ul>
      {answer.total > shown && (
        <Link to="/problems" search={{ q: `${filter} is:open` }} className="link">
          All {answer.total}
        </Link>
      )}
    </Section>
  );
}
