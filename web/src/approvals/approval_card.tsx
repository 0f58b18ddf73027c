// One approval: what is asked, who decided what, and what can be done now.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { Bell, Undo2 } from "lucide-react";
import { methods } from "@/api/client";
import type { Approval } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { TextArea } from "@/ui/field";
import { Chip, State } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { say, sayProblem } from "@/ui/toast";
import { costWords, ruleWords, stateOf } from "./approval_words";
import { Decide } from "./decide";

export const approvalMethods = [
  methods.listApprovals,
  methods.listMyApprovals,
  methods.getApproval,
  methods.getTicket,
  methods.listTickets,
  methods.listMessages,
];

export function ApprovalCard({ approval, withTicket }: { approval: Approval; withTicket?: boolean }) {
  const [takingBack, setTakingBack] = useState(false);
  const can = (action: string) => approval.allowed_actions.includes(action);
  const id = { approval_id: approval.approval_id };
  const decide = useChange(methods.decideApproval, approvalMethods, {
    etag: approval.etag, // one decides what one sees
    onSuccess: () => say("Your decision is noted in the ticket."),
  });
  const remind = useChange(methods.remindApproval, approvalMethods, {
    onSuccess: () => say("A reminder is on its way."),
    onError: (error) => sayProblem("Nobody was reminded.", error),
  });
  const shown = stateOf(approval.state);
  return (
    <article aria-label={`Approval: ${approval.question.slice(0, 60)}`} className="space-y-2 rounded-lg border border-line p-3">
      <div className="flex flex-wrap items-center gap-2">
        <State state={shown.state} label={shown.label} />
        {approval.overdue && <Chip tone="bg-warn-bg text-warn">Overdue</Chip>}
        {approval.side === "staff" && <Chip>Internal</Chip>}
      </div>
      {withTicket && (
        <p>
          <Link to="/tickets/$ticket_id" params={{ ticket_id: approval.ticket_id }} className="link">
            {approval.reference}
          </Link>{" "}
          {approval.ticket_title} <span className="text-dim">· {approval.client_name}</span>
        </p>
      )}
      <p className="break-words whitespace-pre-wrap">{approval.question}</p>
      {Number(approval.cost_minor) > 0 && <p className="font-medium">Cost: {costWords(approval.cost_minor, approval.currency)}</p>}
      {approval.consequence && <p className="text-dim break-words whitespace-pre-wrap">{approval.consequence}</p>}
      <p className="text-xs text-dim">
        Asked by {approval.asked_by}, <Ago at={approval.asked_at_unix_ms} />
        {approval.due_at_unix_ms > 0 && (
          <>
            {" "}
            · due <Moment at={approval.due_at_unix_ms} />
          </>
        )}
        {approval.reminder_count > 0 && ` · reminded ${approval.reminder_count === 1 ? "once" : `${approval.reminder_count} times`}`}
      </p>
      <ul className="space-y-1">
        {approval.approvers.map((one) => {
          const look = stateOf(one.state);
          return (
            <li key={one.approver_id}>
              <span className="flex flex-wrap items-center gap-x-2">
                <span className="font-medium">{one.name}</span>
                <State state={look.state} label={look.label} />
                {one.decided_at_unix_ms > 0 && (
                  <span className="text-xs text-dim">
                    <Moment at={one.decided_at_unix_ms} />
                    {one.via === "link" && ", by mail"}
                  </span>
                )}
                {one.state === "pending" && !one.has_address && <span className="text-xs text-warn">no mail address</span>}
              </span>
              {one.comment && <span className="block break-words whitespace-pre-wrap text-dim">{one.comment}</span>}
            </li>
          );
        })}
      </ul>
      {ruleWords(approval) && <p className="text-xs text-dim">{ruleWords(approval)}.</p>}
      {approval.state === "withdrawn" && <p className="text-dim">{approval.end_reason}</p>}
      {can("decide") && (
        <Decide busy={decide.isPending} error={decide.error} decide={(decision, comment) => decide.mutate({ ...id, decision, comment })} />
      )}
      {(can("remind") || can("withdraw")) && (
        <div className="flex flex-wrap gap-2">
          {can("remind") && (
            <Button icon={Bell} busy={remind.isPending} onClick={() => remind.mutate(id)}>
              Remind
            </Button>
          )}
          {can("withdraw") && (
            <Button tone="quiet" icon={Undo2} onClick={() => setTakingBack(true)}>
              Take back
            </Button>
          )}
        </div>
      )}
      {takingBack && <TakeBack id={approval.approval_id} onClose={() => setTakingBack(false)} />}
    </article>
  );
}

function TakeBack({ id, onClose }: { id: string; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const withdraw = useChange(methods.withdrawApproval, approvalMethods, { onSuccess: onClose });
  return (
    <FormDialog
      title="Take the question back"
      submit="Take back"
      onSubmit={() => withdraw.mutate({ approval_id: id, reason: reason.trim() })}
      onClose={onClose}
      busy={withdraw.isPending}
      error={withdraw.error}
      disabled={!reason.trim()}
    >
      <TextArea
        label="Why"
        value={reason}
        maxLength={2000}
        onChange={(event) => setReason(event.target.value)}
        help="Those who were asked by the client read it too."
      />
    </FormDialog>
  );
}
