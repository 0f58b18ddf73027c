// The link in a mail. Opening it changes nothing (mail scanners open links); a button decides, once.
import { useEffect, useState } from "react";
import { call, methods } from "@/api/client";
import type { ApprovalFace } from "@/api/generated/schema";
import { Welcome } from "@/ui/welcome";
import { takeLinkToken } from "@/app/link_token";
import { ProblemLine } from "@/ui/empty";
import { Facts } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { costWords, stateOf } from "./approval_words";
import { Decide } from "./decide";

export default function ApprovePage() {
  useTitle("Your approval");
  const [mine] = useState(takeLinkToken);
  const [face, setFace] = useState<ApprovalFace>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    call(methods.lookAtApproval, { token: mine }).then(setFace, setError);
  }, [mine]);
  const decide = (decision: string, comment: string) => {
    setBusy(true);
    setError(undefined);
    call(methods.decideByLink, { token: mine, decision, comment })
      .then(setFace, setError)
      .finally(() => setBusy(false));
  };
  if (!face)
    return <Welcome title="Your approval">{error ? <ProblemLine error={error} /> : <p className="text-dim">One moment …</p>}</Welcome>;
  const decided = face.my_state === "approved" || face.my_state === "rejected";
  const shown = stateOf(decided ? face.my_state : face.state);
  return (
    <Welcome title={face.ticket_title}>
      <p className="break-words whitespace-pre-wrap">{face.question}</p>
      {face.consequence && <p className="mt-2 break-words whitespace-pre-wrap text-dim">{face.consequence}</p>}
      <div className="mt-3 mb-4">
        <Facts
          rows={[
            ...(Number(face.cost_minor) > 0
              ? [["Cost", <strong key="cost">{costWords(face.cost_minor, face.currency)}</strong>] as const]
              : []),
            ["Asked by", face.asked_by],
            ["When", <Ago key="at" at={face.asked_at_unix_ms} />],
            ...(face.due_at_unix_ms > 0 ? [["Decide until", <Moment key="due" at={face.due_at_unix_ms} />] as const] : []),
            ["Ticket", face.reference],
            ["You are", face.approver_name],
          ]}
        />
      </div>
      {face.can_decide ? (
        <Decide tall busy={busy} error={error} decide={decide} />
      ) : (
        <div role="status" className="space-y-1">
          <State state={shown.state} label={decided ? `You decided: ${shown.label}` : shown.label} />
          {decided && (
            <p className="text-dim">
              <Ago at={face.my_decided_at_unix_ms} />. Thank you; it stands in the ticket.
            </p>
          )}
          {face.end_reason && <p className="text-dim">{face.end_reason}</p>}
        </div>
      )}
    </Welcome>
  );
}
