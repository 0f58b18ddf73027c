// A person's decision over the rule. What improves the figure waits for a second person.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Disturbance } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea } from "@/ui/field";
import { say } from "@/ui/toast";
import { verdictChoices, verdictLook } from "./verdict_words";

export const touchedByDecision = [
  methods.listDisturbances,
  methods.getDisturbance,
  methods.listClientReports,
  methods.listVerdictOverrides,
  methods.getProactivity,
  methods.listFigureExceptions,
];

/// After a move of a report: it stays where it was while the move waits for a second person.
export function sayIfItWaits(moved: boolean): void {
  if (!moved) say(waits);
}

const waits = "A second person must approve this now.";

const describe = ({ derived_verdict: rule }: Disturbance) =>
  `The rule says: ${verdictLook(rule).label}. What improves the figure needs a second person; every change is listed, for the client too.`;

export function OverrideDialog({ disturbance, onClose }: { disturbance: Disturbance; onClose: () => void }) {
  const choices = verdictChoices.filter((choice) => choice.value !== disturbance.verdict);
  const [verdict, setVerdict] = useState(choices[0].value);
  const [reason, setReason] = useState("");
  const change = useChange(methods.requestVerdictOverride, touchedByDecision, {
    onSuccess: (asked) => {
      say(
        asked.state === "pending"
          ? waits
          : `The verdict is now: ${verdictLook(asked.to_verdict).label}.`,
      );
      onClose();
    },
  });
  return (
    <FormDialog
      title="Change the verdict"
      description={describe(disturbance)}
      submit="Ask for the change"
      busy={change.isPending}
      error={change.error}
      disabled={reason.trim().length < 10}
      onSubmit={() => change.mutate({ disturbance_id: disturbance.disturbance_id, verdict, reason: reason.trim() })}
      onClose={onClose}
    >
      <SelectField
        label="Verdict"
        choices={choices}
        value={verdict}
        onChange={(event) => setVerdict(event.target.value)}
        help={verdictLook(verdict).meaning}
      />
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
