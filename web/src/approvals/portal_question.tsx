// A question to somebody of a client, in their portal: read, then yes or no, with five seconds to take it back.
import { useState } from "react";
import { Check, Undo2, X } from "lucide-react";
import { call, methods } from "@/api/client";
import type { Approval } from "@/api/generated/schema";
import { queries, refresh, useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { TextArea } from "@/ui/field";
import { later, useLater } from "@/ui/later";
import { Moment } from "@/ui/time";
import { say, sayProblem } from "@/ui/toast";

const kinds: Record<string, string> = { access: "Access", purchase: "Purchase", change: "Change", other: "Question" };
const touched = [methods.listMyApprovals, methods.listApprovals, methods.getTicket, methods.listTickets, methods.listMessages];

/// What this person is asked and has not decided, in one ticket or in all.
export function useMyQuestions(ticketId?: string): readonly Approval[] {
  const may = useMay("approval.read");
  const filter = `state:pending${ticketId ? ` ticket_id:${ticketId}` : ""}`;
  const { data } = useApi(methods.listMyApprovals, { filter, page_size: 20 }, { enabled: may, refetchInterval: 60_000 });
  return data?.approvals.filter((one) => one.allowed_actions.includes("decide")) ?? [];
}

// Decided when the time for Undo is over, on what was read: who changed the question meanwhile asks again.
function decideLater(approval: Approval, decision: "approved" | "rejected", comment: string) {
  const act = (leaving: boolean) =>
    call(methods.decideApproval, { approval_id: approval.approval_id, decision, comment }, { etag: approval.etag, keepalive: leaving })
      .then(
        () => void say(decision === "approved" ? "You approved it." : "You said no."),
        (error: unknown) => void sayProblem("It is not decided.", error),
      )
      .finally(() => refresh(queries, touched));
  later(approval.approval_id, decision === "approved" ? `Approving in ${approval.reference}` : `Saying no in ${approval.reference}`, act);
}

function costOf(approval: Approval): string {
  const minor = Number(approval.cost_minor);
  if (!minor) return "";
  const money = new Intl.NumberFormat(undefined, { style: "currency", currency: approval.currency || "EUR" });
  return money.format(minor / 10 ** (money.resolvedOptions().maximumFractionDigits ?? 2));
}

/// `inTicket`: its number is said already.
export function Question({ approval, inTicket }: { approval: Approval; inTicket?: boolean }) {
  const cost = costOf(approval);
  return (
    <li className="rounded-xl border border-warn/60 bg-warn-bg px-4 py-3">
      <p className="text-sm text-dim">
        {[kinds[approval.kind] ?? approval.kind, inTicket ? "" : approval.reference, `asked by ${approval.asked_by}`].filter(Boolean).join(" · ")}
        {approval.due_at_unix_ms > 0 && (
          <>
            {" "}
            · {approval.overdue ? "was due" : "until"} <Moment at={approval.due_at_unix_ms} />
          </>
        )}
      </p>
      <p className="mt-1 font-medium break-words whitespace-pre-wrap">{approval.question}</p>
      {cost && <p className="mt-1">It costs {cost}.</p>}
      {approval.consequence && <p className="mt-1 break-words whitespace-pre-wrap">{approval.consequence}</p>}
      <YesOrNo approval={approval} />
    </li>
  );
}

function YesOrNo({ approval }: { approval: Approval }) {
  const [comment, setComment] = useState("");
  const [noWhy, setNoWhy] = useState(false);
  const decided = useLater(approval.approval_id);
  if (decided)
    return (
      <p role="status" className="mt-2 flex flex-wrap items-center gap-3">
        <span>{decided.text}.</span>
        {decided.undo && (
          <Button icon={Undo2} className="h-11 px-4" onClick={decided.undo}>
            Undo
          </Button>
        )}
      </p>
    );
  const decide = (decision: "approved" | "rejected") => {
    const lacksWhy = decision === "rejected" && !comment.trim();
    setNoWhy(lacksWhy);
    if (!lacksWhy) decideLater(approval, decision, comment.trim());
  };
  return (
    <>
      <div className="mt-2">
        <TextArea
          label="A word to it, if you like"
          help="A no needs one: whoever asked reads why."
          error={noWhy && !comment.trim() ? "Say in a few words why not." : undefined}
          rows={2}
          value={comment}
          maxLength={2000}
          onChange={(event) => setComment(event.target.value)}
        />
      </div>
      <div className="mt-2 flex flex-wrap gap-2">
        <Button tone="primary" icon={Check} className="h-11 px-4" onClick={() => decide("approved")}>
          Approve
        </Button>
        <Button icon={X} className="h-11 px-4" onClick={() => decide("rejected")}>
          Say no
        </Button>
      </div>
    </>
  );
}
