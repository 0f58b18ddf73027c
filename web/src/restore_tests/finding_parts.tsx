// What a restore test found, in the words that its client reads, and what people may do with it.
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { ProofFinding } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { sayProblem } from "@/ui/toast";
import { moveLabels, touchedByTest } from "./test_words";

export function FindingMoves({ finding }: { finding: ProofFinding }) {
  const move = useChange(methods.moveProofFinding, touchedByTest, { onError: (error) => sayProblem("The finding stays as it is.", error) });
  if (finding.allowed_actions.length === 0) return null;
  return (
    <div className="no-print mt-1 flex flex-wrap gap-2">
      {finding.allowed_actions.map((action) => (
        <Button
          key={action}
          busy={move.isPending}
          onClick={() => move.mutate({ finding_id: finding.finding_id, to: moveLabels[action]?.to ?? "", reason: "" })}
        >
          {moveLabels[action]?.label ?? action}
        </Button>
      ))}
    </div>
  );
}

export const FindingTicket = ({ finding }: { finding: ProofFinding }) =>
  finding.ticket_id ? (
    <Link to="/tickets/$ticket_id" params={{ ticket_id: finding.ticket_id }} className="link whitespace-nowrap">
      {finding.reference}
    </Link>
  ) : (
    <span className="text-dim">none</span>
  );
