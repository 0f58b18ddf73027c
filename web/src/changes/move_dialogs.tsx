// What a move of a change asks for: its window, whose word it was, what came of it.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Change } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useNow } from "@/ui/clock";
import { FormDialog } from "@/ui/dialog";
import { CheckField, SelectField, TextArea, TextField } from "@/ui/field";
import { localInput } from "@/ui/format";
import { say } from "@/ui/toast";
import { labelOf, moveLabel, nextHour, readsChange, touchedByChange } from "./change_words";

interface Shown {
  change: Change;
  onClose: () => void;
}

export function MoveDialog({ change, to, onClose }: Shown & { to: string }) {
  if (to === "scheduled") return <Schedule change={change} onClose={onClose} />;
  if (to === "approved") return <Verbal change={change} onClose={onClose} />;
  return <Said change={change} to={to} onClose={onClose} />;
}

function useMove(change: Change, onClose: () => void) {
  return useChange(methods.moveChange, touchedByChange, {
    reads: readsChange,
    etag: change.etag,
    onSuccess: (now) => {
      say(`${now.reference}: ${labelOf(now).toLowerCase()}.`);
      onClose();
    },
  });
}

function Said({ change, to, onClose }: Shown & { to: string }) {
  const [text, setText] = useState("");
  const [hurt, setHurt] = useState(false);
  const move = useMove(change, onClose);
  const asks: Record<string, string> = {
    completed: "What came of it",
    rolled_back: "Why it was taken back",
    reviewed: "What the review found",
  };
  const label = asks[to];
  return (
    <FormDialog
      title={moveLabel(to)}
      submit={moveLabel(to)}
      onSubmit={() => move.mutate({ change_id: change.change_id, state: to, text, service_hurt: hurt })}
      onClose={onClose}
      busy={move.isPending}
      error={move.error}
      disabled={Boolean(label) && !text.trim()}
    >
      {to === "assessed" && <p>Plan, risk, test and way back are written. After this a second person approves it.</p>}
      {to === "implementing" && <p>It begins now. What breaks on its devices from now on, it is a probable cause of.</p>}
      {to === "completed" && change.test && (
        <p className="text-dim">
          The test: <span className="whitespace-pre-wrap">{change.test}</span>
        </p>
      )}
      {label && <TextArea label={label} rows={4} value={text} error={move.error?.field("text")} onChange={(event) => setText(event.target.value)} />}
      {to === "rolled_back" && (
        <CheckField
          label="A service was hurt"
          help="An internal ticket asks why, and what will be done differently."
          checked={hurt}
          onChange={(event) => setHurt(event.target.checked)}
        />
      )}
    </FormDialog>
  );
}

function Schedule({ change, onClose }: Shown) {
  const now = useNow();
  const begin = change.starts_at_unix_ms > now ? change.starts_at_unix_ms : nextHour(now);
  const [from, setFrom] = useState(() => localInput(begin));
  const [until, setUntil] = useState(() => localInput(change.ends_at_unix_ms > begin ? change.ends_at_unix_ms : begin + 3_600_000));
  const [both, setBoth] = useState(false);
  const [text, setText] = useState("");
  const move = useMove(change, onClose);
  const collides = move.error?.code === "changes.collides";
  return (
    <FormDialog
      title={moveLabel("scheduled", change.state)}
      submit="Schedule"
      onSubmit={() =>
        move.mutate({
          change_id: change.change_id,
          state: "scheduled",
          text,
          starts_at_unix_ms: new Date(from).getTime(),
          ends_at_unix_ms: new Date(until).getTime(),
          despite_collision: both,
        })
      }
      onClose={onClose}
      busy={move.isPending}
      error={move.error}
      disabled={!from || !until}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Begins"
          type="datetime-local"
          value={from}
          error={move.error?.field("starts_at_unix_ms")}
          onChange={(event) => setFrom(event.target.value)}
        />
        <TextField
          label="Ends"
          type="datetime-local"
          value={until}
          error={move.error?.field("ends_at_unix_ms")}
          onChange={(event) => setUntil(event.target.value)}
        />
      </div>
      {(collides || both) && (
        <CheckField label="Both may have that time" checked={both} onChange={(event) => setBoth(event.target.checked)} />
      )}
      {change.state === "scheduled" && <TextArea label="Why another time" rows={2} value={text} onChange={(event) => setText(event.target.value)} />}
    </FormDialog>
  );
}

function Verbal({ change, onClose }: Shown) {
  const [account, setAccount] = useState("");
  const people =
    useApi(methods.listPossibleApprovers, { ticket_id: change.ticket_id }, { staleTime: 0 }).data?.people.filter(
      (one) => one.account_id && /\b(SVM|OWN)\b/.test(one.roles) && one.account_id !== change.author_id,
    ) ?? [];
  const move = useMove(change, onClose);
  return (
    <FormDialog
      title="Approved by word of mouth"
      description="Whoever said it has to write it down within one business day."
      submit="They said so"
      onSubmit={() => move.mutate({ change_id: change.change_id, state: "approved", verbal_by_account_id: account })}
      onClose={onClose}
      busy={move.isPending}
      error={move.error}
      disabled={!account}
    >
      <SelectField
        label="Who approved it"
        choices={[{ value: "", label: "Choose" }, ...people.map((one) => ({ value: one.account_id, label: one.name }))]}
        value={account}
        error={move.error?.field("verbal_by_account_id")}
        onChange={(event) => setAccount(event.target.value)}
      />
    </FormDialog>
  );
}
