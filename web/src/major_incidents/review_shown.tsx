// The review as it was held, and its actions with who does them until when.
import { methods } from "@/api/client";
import type { MajorIncident } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { useNow } from "@/ui/clock";
import { CheckField } from "@/ui/field";
import { Facts } from "@/ui/panel";
import { Moment } from "@/ui/time";
import { sayProblem } from "@/ui/toast";
import { isLate, touched } from "./major_words";

export function ReviewShown({ incident }: { incident: MajorIncident }) {
  const finish = useChange(methods.finishMajorAction, touched, { onError: (error) => sayProblem("Nothing was changed.", error) });
  const now = useNow();
  const review = incident.review;
  if (!review) return null;
  const may = incident.allowed_actions.includes("action");
  return (
    <div className="my-3 space-y-2 rounded-lg border border-line p-3">
      <Facts
        rows={[
          ["Cause", review.cause],
          ["What worked", review.worked],
          ...(review.impact_cost ? ([["It cost the client", review.impact_cost]] as const) : []),
          [
            "Reviewed",
            <span key="r">
              by {incident.reviewed_by}, <Moment at={incident.reviewed_at_unix_ms} />
            </span>,
          ],
        ]}
      />
      {review.actions.length === 0 && <p className="text-dim">No actions were agreed.</p>}
      <ul aria-label="Actions" className="space-y-1.5">
        {review.actions.map((action, number) => (
          <li key={number}>
            <CheckField
              label={
                <span className={action.done_at_unix_ms ? "text-dim line-through" : ""}>
                  {action.text}
                </span>
              }
              help={
                <span className={!action.done_at_unix_ms && isLate(action.due, now) ? "text-crit" : ""}>
                  {action.owner}, {action.side === "client" ? "of the client" : "of ours"}
                  {action.due && `, until ${action.due}`}
                  {action.done_by && `, done by ${action.done_by}`}
                </span>
              }
              checked={Boolean(action.done_at_unix_ms)}
              disabled={!may || finish.isPending}
              onChange={(event) =>
                finish.mutate({ major_incident_id: incident.major_incident_id, number, not_done: !event.target.checked })
              }
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
