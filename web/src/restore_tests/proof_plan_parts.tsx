// What can be done with a proof plan: a test now, another rhythm, an end. On the page of its item and beside the list of them.
import { useState } from "react";
import { Pencil, Play } from "lucide-react";
import { methods } from "@/api/client";
import type { ProofPlan } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { Until } from "@/ui/time";
import { say, sayProblem } from "@/ui/toast";
import { EditProofPlan, EndProofPlan } from "./proof_plan_dialog";
import { touchedByTest } from "./test_words";

export function ProofPlanActs({ plan }: { plan: ProofPlan }) {
  const [doing, setDoing] = useState<"edit" | "end">();
  const start = useChange(methods.startRestoreTest, touchedByTest, {
    onSuccess: (test) => say(test.state === "running" ? `The test runs on ${plan.device_name}.` : test.waits_for || "The test begins as soon as it can."),
    onError: (error) => sayProblem("The test did not begin.", error),
  });
  const may = (action: string) => plan.allowed_actions.includes(action);
  const of = <span className="sr-only"> {plan.backup_plan_label}</span>;
  return (
    <span className="no-print flex flex-wrap gap-2">
      {may("start") && (
        <Button icon={Play} busy={start.isPending} onClick={() => start.mutate({ proof_plan_id: plan.proof_plan_id })}>
          Test now{of}
        </Button>
      )}
      {may("edit") && (
        <Button icon={Pencil} onClick={() => setDoing("edit")}>
          Change{of}
        </Button>
      )}
      {may("end") && (
        <Button tone="quiet" onClick={() => setDoing("end")}>
          End{of}
        </Button>
      )}
      {doing === "edit" && <EditProofPlan plan={plan} onClose={() => setDoing(undefined)} />}
      {doing === "end" && <EndProofPlan plan={plan} onClose={() => setDoing(undefined)} />}
    </span>
  );
}

/// When the next one begins and is due, and why it does not.
export function NextTest({ plan, now }: { plan: ProofPlan; now: number }) {
  if (plan.ended) return <>Ended: {plan.end_reason}</>;
  const isLate = plan.due_at_unix_ms > 0 && plan.due_at_unix_ms < now;
  return (
    <>
      {plan.next_at_unix_ms > 0 && (
        <>
          Next <Until at={plan.next_at_unix_ms} />,{" "}
          {isLate ? <span className="text-crit">overdue</span> : <>due <Until at={plan.due_at_unix_ms} /></>}.{" "}
        </>
      )}
      {plan.waits_for && <span className="text-warn">{plan.waits_for}</span>}
    </>
  );
}
