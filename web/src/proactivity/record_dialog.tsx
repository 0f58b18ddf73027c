// A contact that made no ticket: a walk-up, a remark in passing. It counts with the time that is remembered.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Disturbance } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { touchedByDecision } from "./override_dialog";

const channels = [
  { value: "walk_up", label: "Walk-up" },
  { value: "phone", label: "Telephone" },
  { value: "chat", label: "Chat" },
];
const minute = 60_000;
const times = [
  { value: "0", label: "Now" },
  ...[5, 15, 30, 60, 120, 180, 239].map((ago) => ({
    value: String(ago),
    label: ago < 60 ? `${ago} min ago` : `${Math.round(ago / 60)} h ago`,
  })),
];

export function RecordDialog({ disturbance, onClose }: { disturbance: Disturbance; onClose: () => void }) {
  const [contact, setContact] = useState("");
  const [channel, setChannel] = useState(channels[0].value);
  const [ago, setAgo] = useState("0");
  const [text, setText] = useState("");
  const change = useChange(methods.recordClientReport, touchedByDecision, { onSuccess: onClose });
  const send = () =>
    change.mutate({
      client_id: disturbance.client_id,
      disturbance_id: disturbance.disturbance_id,
      contact: contact.trim(),
      channel,
      began_at_unix_ms: ago === "0" ? 0 : Date.now() - Number(ago) * minute, // without a time: the server's now
      text: text.trim(),
    });
  return (
    <FormDialog
      title="Somebody told us"
      description={`About “${disturbance.title}”. Later than four hours after it, the time of entry counts.`}
      submit="Record"
      busy={change.isPending}
      error={change.error}
      disabled={!text.trim()}
      onSubmit={send}
      onClose={onClose}
    >
      <TextField label="Who" value={contact} onChange={(event) => setContact(event.target.value)} maxLength={200} autoFocus />
      <div className="grid grid-cols-2 gap-3">
        <SelectField label="How" choices={channels} value={channel} onChange={(event) => setChannel(event.target.value)} />
        <SelectField label="When it began" choices={times} value={ago} onChange={(event) => setAgo(event.target.value)} />
      </div>
      <TextArea label="What was said" value={text} onChange={(event) => setText(event.target.value)} maxLength={2000} />
    </FormDialog>
  );
}
