// What somebody knows of one copy, and from where: of a plan's copy only what its runs do not show.
import { useState } from "react";
import { methods } from "@/api/client";
import type { BackupCopy, BackupItem } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { localInput } from "@/ui/format";
import { useSeen } from "@/ui/seen";
import { say, sayProblem } from "@/ui/toast";
import { touchedByBackup } from "./backup_words";
import { copyReady, declaredCopies, formOfCopy, mediumChoices, propertyLabel, saysHow, withForm, type Answer } from "./copies_words";

const day = 86_400_000;
const answers = [
  { value: "unknown", label: "Not known" },
  { value: "yes", label: "Yes" },
  { value: "no", label: "No" },
];
const examples: Record<string, string> = {
  exists: "Seen on the list of the bank of 1 November",
  off_site: "The data centre in Zurich, by the contract",
  immutable: "Object lock of 30 days, looked at in the bucket's settings",
  offline: "A tape in a safe",
  encrypted: "LUKS on the disk, set up by Theo",
};

export function CopyDialog({ item: now, copy, onClose }: { item: BackupItem; copy?: BackupCopy; onClose: () => void }) {
  const { seen: item, meanwhile } = useSeen(now);
  const [today] = useState(() => Date.now());
  const [form, setForm] = useState(() => formOfCopy(copy));
  const isOfPlan = Boolean(copy?.plan_id);
  const back = useChange(methods.declareBackupCopies, touchedByBackup, { onError: (error) => sayProblem("It was not taken back.", error) });
  const save = useChange(methods.declareBackupCopies, touchedByBackup, {
    etag: item.etag,
    onSuccess: () => {
      say("Kept, with your name.", () => back.mutate({ item_id: item.item_id, copies: declaredCopies(item) }));
      onClose();
    },
  });
  const set = (property: string, part: Partial<Answer>) =>
    setForm((one) => ({ ...one, answers: { ...one.answers, [property]: { ...one.answers[property], ...part } } }));
  return (
    <FormDialog
      wide
      title={copy ? `What is known of ${copy.place}` : `A copy of ${item.name}`}
      description={
        isOfPlan
          ? "That it is there is shown by its runs. What no machine can see stands on your word, until somebody has to look again. The client reads it, too."
          : "It stands on your word, until somebody has to look again. The client reads it, too."
      }
      submit="Keep"
      onSubmit={() => save.mutate({ item_id: item.item_id, copies: withForm(declaredCopies(item), copy, form) })}
      onClose={onClose}
      busy={save.isPending}
      error={save.error}
      disabled={!copyReady(form, isOfPlan)}
    >
      {meanwhile}
      <div className="grid gap-3 sm:grid-cols-3">
        <TextField
          label="Where it lies"
          value={form.place}
          maxLength={200}
          placeholder={isOfPlan ? copy?.place : "The bank's safe"}
          onChange={(event) => setForm((one) => ({ ...one, place: event.target.value }))}
        />
        <SelectField
          label="Medium"
          choices={mediumChoices}
          value={form.medium}
          onChange={(event) => setForm((one) => ({ ...one, medium: event.target.value }))}
        />
        <TextField
          label="Counts until the end of"
          type="date"
          value={form.until}
          min={localInput(today).slice(0, 10)}
          max={localInput(today + 729 * day).slice(0, 10)}
          help="Empty: a year for what is new; the rest keeps its day."
          onChange={(event) => setForm((one) => ({ ...one, until: event.target.value }))}
        />
      </div>
      {Object.entries(form.answers).map(([property, answer]) => (
        <div key={property} className="grid gap-3 sm:grid-cols-3">
          <SelectField
            label={propertyLabel(property)}
            choices={answers}
            value={answer.says}
            onChange={(event) => set(property, { says: event.target.value })}
          />
          {answer.says !== "unknown" && (
            <div className="sm:col-span-2">
              <TextField
                label={`How it is known (${propertyLabel(property).toLowerCase()})`}
                value={answer.how}
                maxLength={1000}
                placeholder={answer.says === "yes" ? examples[property] : ""}
                help={saysHow(answer) ? undefined : "Ten characters or more: what was looked at, where."}
                onChange={(event) => set(property, { how: event.target.value })}
              />
            </div>
          )}
        </div>
      ))}
    </FormDialog>
  );
}
