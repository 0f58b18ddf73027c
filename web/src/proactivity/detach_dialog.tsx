// A report that speaks of something else becomes a disturbance of its own.
import { useState } from "react";
import { methods } from "@/api/client";
import type { ClientReport } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { TextArea } from "@/ui/field";
import { sayIfItWaits, touchedByDecision } from "./override_dialog";

export function DetachDialog({ report, onClose }: { report: ClientReport; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const change = useChange(methods.relinkClientReport, touchedByDecision, {
    onSuccess: (answer) => {
      sayIfItWaits(answer.disturbance_id !== report.disturbance_id);
      onClose();
    },
  });
  return (
    <FormDialog
      title="This report speaks of something else"
      description="It becomes a disturbance of its own, which the client knew first. Where that improves the figure, a second person must agree."
      submit="Take it away"
      busy={change.isPending}
      error={change.error}
      disabled={reason.trim().length < 10}
      onSubmit={() => change.mutate({ report_id: report.report_id, disturbance_id: "", reason: reason.trim() })}
      onClose={onClose}
    >
      <TextArea
        label="Why"
        help="A sentence; it stands with the verdict."
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        maxLength={2000}
        autoFocus
      />
    </FormDialog>
  );
}
