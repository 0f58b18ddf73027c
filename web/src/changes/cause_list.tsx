// Changes that may have caused something: on the pages of tickets, alerts and incidents.
import { Link } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { methods } from "@/api/client";
import type { TicketCause } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { touchedByChange, verdictLabel } from "./change_words";

export function CauseList({ causes, ticketId }: { causes: readonly TicketCause[]; ticketId?: string }) {
  const mayJudge = useMay("change.link") && Boolean(ticketId);
  const judge = useChange(methods.judgeChangeCause, touchedByChange);
  return (
    <>
      {judge.isError && <ProblemLine error={judge.error} />}
      <ul className="space-y-2">
        {causes.map(({ change, verdict, minutes, judged_by }) =>
          change ? (
            <li key={change.change_id}>
              <span className={`flex items-center gap-1.5 text-xs ${verdict === "rejected" ? "text-dim" : "text-warn"}`}>
                <TriangleAlert size={12} aria-hidden />
                {verdictLabel(verdict)}
                {judged_by && `, says ${judged_by}`}
              </span>
              <Link to="/changes/$change_id" params={{ change_id: change.change_id }} className="link block break-words">
                {change.reference} {change.title}
              </Link>
              <span className="block text-xs text-dim">began {minutes} min before it</span>
              {mayJudge && verdict === "probable" && (
                <span className="flex gap-1">
                  <Button
                    tone="quiet"
                    busy={judge.isPending}
                    onClick={() => judge.mutate({ change_id: change.change_id, ticket_id: ticketId ?? "", verdict: "confirmed" })}
                  >
                    It was
                  </Button>
                  <Button
                    tone="quiet"
                    busy={judge.isPending}
                    onClick={() => judge.mutate({ change_id: change.change_id, ticket_id: ticketId ?? "", verdict: "rejected" })}
                  >
                    It was not
                  </Button>
                </span>
              )}
            </li>
          ) : null,
        )}
      </ul>
    </>
  );
}
