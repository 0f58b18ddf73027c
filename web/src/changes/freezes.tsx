// Times in which nothing but emergencies is changed.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Freeze } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useClientId } from "@/app/search";
import { Button } from "@/ui/button";
import { useNow } from "@/ui/clock";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { localInput } from "@/ui/format";
import { Section } from "@/ui/panel";
import { nextHour, windowWords } from "./change_words";

const touched = [methods.getChangeCalendar, methods.listFreezes];

export function Freezes({ freezes }: { freezes: readonly Freeze[] }) {
  const [ends, setEnds] = useState<Freeze>();
  if (freezes.length === 0) return null;
  return (
    <Section title="Freezes">
      <ul className="space-y-2">
        {freezes.map((one) => (
          <li key={one.freeze_id} className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="font-medium">{one.reason}</span>
            <span className="text-dim">
              {one.client_name || "All clients"}, {windowWords(one.from_unix_ms, one.until_unix_ms)}
            </span>
            {one.allowed_actions.includes("end") && (
              <Button tone="quiet" onClick={() => setEnds(one)}>
                End it
              </Button>
            )}
          </li>
        ))}
      </ul>
      {ends && <EndFreeze freeze={ends} onClose={() => setEnds(undefined)} />}
    </Section>
  );
}

function EndFreeze({ freeze, onClose }: { freeze: Freeze; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const end = useChange(methods.endFreeze, touched, { onSuccess: onClose });
  return (
    <FormDialog
      title={`End “${freeze.reason}”`}
      submit="End it"
      onSubmit={() => end.mutate({ freeze_id: freeze.freeze_id, reason })}
      onClose={onClose}
      busy={end.isPending}
      error={end.error}
      disabled={!reason.trim()}
    >
      <TextField label="Why it ends early" value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
    </FormDialog>
  );
}

export function NewFreeze({ onClose }: { onClose: () => void }) {
  const now = useNow();
  const narrowed = useClientId();
  const [form, setForm] = useState(() => ({
    client_id: narrowed,
    from: localInput(nextHour(now)),
    until: localInput(nextHour(now) + 7 * 86_400_000),
    reason: "",
  }));
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const clients = useApi(methods.listClients, { order_by: "name", page_size: 1000 }, { staleTime: 60_000 }).data?.clients ?? [];
  const create = useChange(methods.createFreeze, touched, { onSuccess: onClose });
  return (
    <FormDialog
      title="New freeze"
      description="Nothing but emergencies is scheduled in that time."
      submit="Freeze"
      onSubmit={() =>
        create.mutate({
          client_id: form.client_id,
          from_unix_ms: new Date(form.from).getTime(),
          until_unix_ms: new Date(form.until).getTime(),
          reason: form.reason,
        })
      }
      onClose={onClose}
      busy={create.isPending}
      error={create.error}
      disabled={!form.reason.trim() || !form.from || !form.until}
    >
      <SelectField
        label="Whom it is for"
        choices={[{ value: "", label: "All clients" }, ...clients.map((one) => ({ value: one.client_id, label: one.name ?? "" }))]}
        value={form.client_id}
        error={create.error?.field("client_id")}
        onChange={(event) => set({ client_id: event.target.value })}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField label="Begins" type="datetime-local" value={form.from} onChange={(event) => set({ from: event.target.value })} />
        <TextField
          label="Ends"
          type="datetime-local"
          value={form.until}
          error={create.error?.field("until_unix_ms")}
          onChange={(event) => set({ until: event.target.value })}
        />
      </div>
      <TextField
        label="Why"
        value={form.reason}
        maxLength={200}
        placeholder="Year-end closing"
        error={create.error?.field("reason")}
        onChange={(event) => set({ reason: event.target.value })}
      />
    </FormDialog>
  );
}
