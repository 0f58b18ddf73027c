// What a client's person was asked to approve, on the first page of their portal: read, then yes or no.
import { useState } from "react";
import { Check, X } from "lucide-react";
import { methods } from "@/api/client";
import type { Approval } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { TextArea } from "@/ui/field";
import { Moment } from "@/ui/time";
import { say } from "@/ui/toast";

const kinds: Record<string, string> = { access: "Access", purchase: "Purchase", change: "Change", other: "Question" };

export default function PortalHome() {
  const may = useMay("approval.read");
  const { data } = useApi(methods.listMyApprovals, { filter: "state:pending", page_size: 20 }, { enabled: may, refetchInterval: 60_000 });
  const waiting = data?.approvals.filter((one) => one.allowed_actions.includes("decide")) ?? [];
  if (waiting.length === 0) return null;
  return (
    <section aria-label="For you to approve" className="mt-6">
      <h2 className="mb-2 font-semibold">For you to approve</h2>
      <ul className="space-y-3">
        {waiting.map((approval) => (
          <Question key={approval.approval_id} approval={approval} />
        ))}
      </ul>
    </section>
  );
}

function cost(approval: Approval): string {
  const minor = Number(approval.cost_minor);
  if (!minor) return "";
  const money = new Intl.NumberFormat(undefined, { style: "currency", currency: approval.currency || "EUR" });
  return money.format(minor / 10 ** (money.resolvedOptions().maximumFractionDigits ?? 2));
}

function Question({ approval }: { approval: Approval }) {
  const [comment, setComment] = useState("");
  const change = useChange(
    methods.decideApproval,
    [methods.listMyApprovals, methods.listApprovals, methods.listTickets, methods.listMessages],
    { etag: approval.etag },
  );
  const decide = (decision: "approved" | "rejected") =>
    change.mutate(
      { approval_id: approval.approval_id, decision, comment: comment.trim() },
      { onSuccess: () => void say(decision === "approved" ? "You approved it." : "You said no.") },
    );
  return (
    <li className="rounded-xl border border-warn/60 bg-warn-bg px-4 py-3">
      <p className="text-sm text-dim">
        {[kinds[approval.kind] ?? approval.kind, approval.reference, `asked by ${approval.asked_by}`].join(" · ")}
        {approval.due_at_unix_ms > 0 && (
          <>
            {" "}
            · {approval.overdue ? "was due" : "until"} <Moment at={approval.due_at_unix_ms} />
          </>
        )}
      </p>
      <p className="mt-1 font-medium break-words whitespace-pre-wrap">{approval.question}</p>
      {cost(approval) && <p className="mt-1">It costs {cost(approval)}.</p>}
      {approval.consequence && <p className="mt-1 break-words whitespace-pre-wrap">{approval.consequence}</p>}
      <div className="mt-2">
        <TextArea
          label="A word to it, if you like"
          rows={2}
          value={comment}
          maxLength={2000}
          onChange={(event) => setComment(event.target.value)}
        />
      </div>
      {Boolean(change.error) && <ProblemLine error={change.error} />}
      <div className="mt-2 flex flex-wrap gap-2">
        <Button tone="primary" icon={Check} className="h-11 px-4" busy={change.isPending} onClick={() => decide("approved")}>
          Approve
        </Button>
        <Button icon={X} className="h-11 px-4" disabled={change.isPending} onClick={() => decide("rejected")}>
          Say no
        </Button>
      </div>
    </li>
  );
}
