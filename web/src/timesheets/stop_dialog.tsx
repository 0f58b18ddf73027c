// Stopping the timer: what was done, or when one really stopped. A forgotten timer comes here with a question.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Timer } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { TextArea, TextField } from "@/ui/field";
import { localInput } from "@/ui/format";
import { say } from "@/ui/toast";
import { hours, touchedByTime } from "./time_words";

export default function StopDialog({ timer, onClose }: { timer: Timer; onClose: () => void }) {
  const [note, setNote] = useState(timer.note);
  const [ended, setEnded] = useState("");
  const stop = useChange(methods.stopTimer, touchedByTime, {
    onSuccess: (entry) => {
      if (entry.entry_id) say(`Booked ${hours(entry.worked_s)} on ${entry.ticket_reference}.`);
      onClose();
    },
  });
  const keep = useChange(methods.keepTimer, touchedByTime, { onSuccess: onClose });
  const send = (discard: boolean) =>
    stop.mutate({
      discard,
      ended_at_unix_ms: ended ? new Date(ended).getTime() : 0,
      note: note.trim(),
      activity: "",
      coverage: "",
      coverage_reason: "",
    });
  return (
    <FormDialog
      title={timer.is_forgotten ? "Are you still at it?" : "Stop the timer"}
      description={`${timer.ticket_reference} ${timer.ticket_title}`}
      submit="Stop and book"
      busy={stop.isPending || keep.isPending}
      error={stop.error ?? keep.error}
      disabled={timer.is_forgotten && !ended}
      onSubmit={() => send(false)}
      onClose={onClose}
    >
      {timer.is_forgotten && (
        <p>
          This timer has run for more than {timer.forgotten_after_h} hours. Nobody but you knows when the work ended, so nothing was booked.
        </p>
      )}
      <TextField
        label="When it ended"
        help={timer.is_forgotten ? undefined : "Empty: now"}
        type="datetime-local"
        min={localInput(timer.started_at_unix_ms)}
        value={ended}
        onChange={(event) => setEnded(event.target.value)}
        autoFocus={timer.is_forgotten}
      />
      <TextArea
        label="What was done"
        value={note}
        onChange={(event) => setNote(event.target.value)}
        maxLength={4000}
        autoFocus={!timer.is_forgotten}
      />
      <div className="flex gap-2">
        {timer.is_forgotten && (
          <Button onClick={() => keep.mutate({})} busy={keep.isPending}>
            I am still at it
          </Button>
        )}
        <Button tone="danger" onClick={() => send(true)}>
          Discard
        </Button>
      </div>
    </FormDialog>
  );
}
