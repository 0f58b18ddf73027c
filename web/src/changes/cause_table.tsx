// Incidents on the devices of a change, from its begin until a day after its end.
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { Change } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { Section, Table } from "@/ui/panel";
import { touchedByChange, verdictLabel } from "./change_words";

export function CauseTable({ change }: { change: Change }) {
  const judge = useChange(methods.judgeChangeCause, touchedByChange);
  if (change.causes.length === 0) return null;
  const may = change.allowed_actions.includes("judge");
  const say = (ticket_id: string, verdict: string) => judge.mutate({ change_id: change.change_id, ticket_id, verdict });
  return (
    <Section title="What broke after it">
      {judge.isError && <ProblemLine error={judge.error} />}
      <Table label="Incidents after the change" head={["What", "After", "Cause", ""]}>
        {change.causes.map((one) => (
          <tr key={one.ticket_id}>
            <td className="max-w-64">
              <Link to="/tickets/$ticket_id" params={{ ticket_id: one.ticket_id }} className="link block truncate">
                {one.reference} {one.title}
              </Link>
              <span className="text-xs text-dim">{one.device_name}</span>
            </td>
            <td className="whitespace-nowrap">{one.minutes} min</td>
            <td className={one.verdict === "rejected" ? "text-dim" : "text-warn"}>
              {verdictLabel(one.verdict)}
              {one.judged_by && <span className="block text-xs text-dim">{one.judged_by}</span>}
            </td>
            <td className="text-right whitespace-nowrap">
              {may && one.verdict !== "confirmed" && (
                <Button tone="quiet" busy={judge.isPending} onClick={() => say(one.ticket_id, "confirmed")}>
                  It was
                </Button>
              )}
              {may && one.verdict !== "rejected" && (
                <Button tone="quiet" busy={judge.isPending} onClick={() => say(one.ticket_id, "rejected")}>
                  It was not
                </Button>
              )}
            </td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}
