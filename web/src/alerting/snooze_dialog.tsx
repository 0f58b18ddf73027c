import { useState } from "react";
import { clientNames, typedAbove } from "@/ui/bulk_run";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { counted, exactTime } from "@/ui/format";
import { close, snooze, type AlertRef } from "./alert_actions";
import { isReason, snoozeChoices } from "./alert_words";

interface Props {
  alerts: readonly AlertRef[];
  onClose: () => void;
  onDone?: () => void; // it was sent; without it the same as closing
}

/// Whose alerts they are, so that nobody silences a client by mistake.
const whose = (alerts: readonly AlertRef[]) => `Of ${clientNames(alerts.map((alert) => ({ client_name: alert.where ?? "" })))}.`;
const subject = (alerts: readonly AlertRef[]) => (alerts.length === 1 ? alerts[0].name : counted(alerts.length, "alert", "alerts"));

export function SnoozeDialog({ alerts, onClose, onDone = onClose }: Props) {
  const [choice, setChoice] = useState(snoozeChoices[0].value);
  const [reason, setReason] = useState("");
  const [now] = useState(() => Date.now());
  const until = snoozeChoices.find((one) => one.value === choice)?.until(now) ?? now;
  const send = () => {
    snooze(alerts, until, reason.trim());
    onDone();
  };
  return (
    <FormDialog
      title={alerts.length === 1 ? "Snooze this alert" : `Snooze ${subject(alerts)}`}
      description={alerts.length === 1 ? subject(alerts) : whose(alerts)}
      submit={alerts.length === 1 ? "Snooze" : `Snooze ${subject(alerts)}`}
      onSubmit={send}
      onClose={onClose}
      disabled={!isReason(reason)}
    >
      <SelectField
        label="For how long"
        choices={snoozeChoices}
        value={choice}
        onChange={(event) => setChoice(event.target.value)}
        help={`No notices until ${exactTime(until)}. The check goes on.`}
      />
      <TextArea
        label="Why nobody needs to hear of it"
        help="A sentence; it stands in the alert's history."
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        maxLength={500}
        autoFocus
      />
    </FormDialog>
  );
}

const reasons = [
  { value: "false_alarm", label: "False alarm: nothing was wrong" },
  { value: "tuned", label: "The check is being tuned" },
];

export function CloseDialog({ alerts, onClose, onDone = onClose }: Props) {
  const [reason, setReason] = useState(reasons[0].value);
  const [note, setNote] = useState("");
  const [typed, setTyped] = useState("");
  const unsure = alerts.length > typedAbove && typed.replace(/\D/g, "") !== String(alerts.length);
  const send = () => {
    close(alerts, reason, note.trim());
    onDone();
  };
  return (
    <FormDialog
      title={alerts.length === 1 ? "Close this alert" : `Close ${subject(alerts)}`}
      description={`${alerts.length === 1 ? "" : `${whose(alerts)} `}One that recovers closes by itself. Close by hand only what should not have been raised.`}
      submit={alerts.length === 1 ? "Close" : `Close ${subject(alerts)}`}
      tone="danger"
      onSubmit={send}
      onClose={onClose}
      disabled={!isReason(note) || unsure}
    >
      <SelectField label="Reason" choices={reasons} value={reason} onChange={(event) => setReason(event.target.value)} />
      <TextArea
        label="What was wrong with it"
        help="A sentence; it feeds the tuning list."
        value={note}
        onChange={(event) => setNote(event.target.value)}
        maxLength={500}
        autoFocus
      />
      {alerts.length > typedAbove && (
        <TextField
          label={`Type ${alerts.length} to confirm`}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          inputMode="numeric"
          autoComplete="off"
        />
      )}
    </FormDialog>
  );
}
