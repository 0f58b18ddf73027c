// Submitting a week, and what another person decides about it.
import { useState } from "react";
import { methods } from "@/api/client";
import type { TimeSheet } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { ProblemLine } from "@/ui/empty";
import { TextArea } from "@/ui/field";
import { useKeys } from "@/ui/keys";
import { touchedByTime } from "./time_words";

const looks: Record<string, { state: string; label: string }> = {
  draft: { state: "draft", label: "Draft" },
  submitted: { state: "pending", label: "Waits for approval" },
  rejected: { state: "cancelled", label: "Given back" },
  approved: { state: "completed", label: "Approved" },
};
export const sheetLook = (state: string) => looks[state] ?? { state, label: state };

export function SheetMoves({ sheet }: { sheet: TimeSheet }) {
  const [asking, setAsking] = useState<"reject" | "reopen">();
  const done = { onSuccess: () => setAsking(undefined) };
  const submit = useChange(methods.submitTimeSheet, touchedByTime),
    approve = useChange(methods.approveTimeSheet, touchedByTime),
    reject = useChange(methods.rejectTimeSheet, touchedByTime, done),
    reopen = useChange(methods.reopenTimeSheet, touchedByTime, done);
  const { week, account_id, etag } = sheet;
  const may = (action: string) => sheet.allowed_actions.includes(action);
  // Both can be taken back: a week that was submitted by its owner, one that was approved by another person.
  useKeys([
    ...(may("submit") ? [{ keys: "s", label: "Submit the week", group: "Time", run: () => submit.mutate({ week }) }] : []),
    ...(may("approve") ? [{ keys: "a", label: "Approve the week", group: "Time", run: () => approve.mutate({ week, account_id, etag }) }] : []),
    ...(may("reject") ? [{ keys: "r", label: "Give the week back", group: "Time", run: () => setAsking("reject") }] : []),
  ]);
  const failed = submit.error ?? approve.error ?? (asking ? undefined : reopen.error);
  return (
    <>
      {may("submit") && (
        <Button tone="primary" keys="s" busy={submit.isPending} onClick={() => submit.mutate({ week })}>
          Submit the week
        </Button>
      )}
      {may("withdraw") && (
        <Button busy={reopen.isPending} onClick={() => reopen.mutate({ week, account_id, reason: "" })}>
          Take it back
        </Button>
      )}
      {may("approve") && (
        <Button tone="primary" keys="a" busy={approve.isPending} onClick={() => approve.mutate({ week, account_id, etag })}>
          Approve
        </Button>
      )}
      {may("reject") && (
        <Button keys="r" onClick={() => setAsking("reject")}>
          Give back
        </Button>
      )}
      {may("reopen") && <Button onClick={() => setAsking("reopen")}>Open again</Button>}
      {failed && <ProblemLine error={failed} />}
      {asking && (
        <ReasonDialog
          title={asking === "reject" ? "Give the week back" : "Open the week again"}
          busy={reject.isPending || reopen.isPending}
          error={reject.error ?? reopen.error}
          onSubmit={(reason) => (asking === "reject" ? reject : reopen).mutate({ week, account_id, reason })}
          onClose={() => setAsking(undefined)}
        />
      )}
    </>
  );
}

interface ReasonProps {
  title: string;
  busy: boolean;
  error: unknown;
  onSubmit: (reason: string) => void;
  onClose: () => void;
}

function ReasonDialog({ title, busy, error, onSubmit, onClose }: ReasonProps) {
  const [reason, setReason] = useState("");
  return (
    <FormDialog
      title={title}
      submit={title}
      busy={busy}
      error={error}
      disabled={reason.trim().length < 10}
      onSubmit={() => onSubmit(reason.trim())}
      onClose={onClose}
    >
      <TextArea
        label="Why"
        help="A sentence; it is shown with the week."
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        maxLength={2000}
        autoFocus
      />
    </FormDialog>
  );
}
