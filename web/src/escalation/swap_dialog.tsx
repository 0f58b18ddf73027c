// A turn on call is offered to a colleague, alone or for one of theirs.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Schedule, Shift } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay, useSession } from "@/api/session";
import { useNow } from "@/ui/clock";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextField } from "@/ui/field";
import { exactTime } from "@/ui/format";
import { say } from "@/ui/toast";
import { scheduleMethods } from "./schedule_dialog";
import { startOfDay } from "./rota_days";
import { restOf, turnsOf } from "./swap_words";

const shownAhead = 56 * 86_400_000;
const choiceOf = (shift: Shift) => ({
  value: String(shift.from_unix_ms),
  label: `${shift.layer_name}: ${exactTime(shift.from_unix_ms)} until ${exactTime(shift.until_unix_ms)}`,
});
const forInput = (at: number) => new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);

export default function SwapDialog({ schedule, onClose }: { schedule: Schedule; onClose: () => void }) {
  const me = useSession()?.account_id ?? "";
  const manages = useMay("oncall.write");
  const now = useNow();
  const [begin] = useState(() => startOfDay(Date.now()));
  const people = useApi(methods.listQueues, {}, { staleTime: 60_000 }).data?.assignees ?? [];
  const roster = useApi(methods.getRoster, { schedule_id: schedule.schedule_id, from_unix_ms: begin, until_unix_ms: begin + shownAhead }).data;
  const [values, setValues] = useState({ turn: "", from: "", until: "", to: "", in_return: "", note: "" });
  const offer = useChange(methods.offerShift, [...scheduleMethods, methods.listShiftSwaps], {
    onSuccess: (swap) => {
      say(`Offered to ${swap.to_name}. Until it is taken the rota stays as it is.`);
      onClose();
    },
  });
  const shifts = roster?.shifts ?? [];
  const mine = shifts
    .filter((one) => one.account_id && (one.account_id === me || manages) && one.until_unix_ms > now + 3_600_000)
    .map((one) => restOf(one, now));
  const turn = mine.find((one) => choiceKey(one) === values.turn);
  const theirs = turn ? turnsOf(shifts, turn.layer, values.to, now) : [];
  const back = theirs.find((one) => String(one.from_unix_ms) === values.in_return);
  const set = (name: keyof typeof values) => (event: { target: { value: string } }) => setValues({ ...values, [name]: event.target.value });
  const choose = (event: { target: { value: string } }) => {
    const chosen = mine.find((one) => choiceKey(one) === event.target.value);
    setValues({
      ...values,
      turn: event.target.value,
      from: chosen ? forInput(chosen.from_unix_ms) : "",
      until: chosen ? forInput(chosen.until_unix_ms) : "",
      in_return: "",
    });
  };
  return (
    <FormDialog
      title="Offer a turn"
      description="Whoever you ask takes it, or not; until then the rota stays as it is. Both of you are told, and it can be undone until it begins."
      submit="Offer"
      busy={offer.isPending}
      error={offer.error}
      onClose={onClose}
      disabled={!turn || !values.to || !values.from || !values.until}
      onSubmit={() =>
        turn &&
        offer.mutate({
          schedule_id: schedule.schedule_id,
          layer: turn.layer,
          from_account_id: turn.account_id,
          to_account_id: values.to,
          from_unix_ms: new Date(values.from).getTime(),
          until_unix_ms: new Date(values.until).getTime(),
          in_return_from_unix_ms: back?.from_unix_ms ?? 0,
          in_return_until_unix_ms: back?.until_unix_ms ?? 0,
          note: values.note,
        })
      }
    >
      <SelectField
        label="Turn"
        value={values.turn}
        choices={[
          { value: "", label: mine.length > 0 ? "Choose a turn" : "You have no turn in the next eight weeks" },
          ...mine.map((one) => ({ value: choiceKey(one), label: (one.account_id === me ? "" : `${one.name}, `) + choiceOf(one).label })),
        ]}
        onChange={choose}
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField label="From" type="datetime-local" value={values.from} onChange={set("from")} />
        <TextField label="Until" type="datetime-local" value={values.until} onChange={set("until")} />
      </div>
      <SelectField
        label="Offer it to"
        value={values.to}
        choices={[
          { value: "", label: "Choose somebody" },
          ...people.filter((one) => one.account_id !== turn?.account_id).map((one) => ({ value: one.account_id, label: one.name })),
        ]}
        onChange={(event) => setValues({ ...values, to: event.target.value, in_return: "" })}
      />
      {theirs.length > 0 && (
        <SelectField
          label="In return for"
          value={values.in_return}
          choices={[{ value: "", label: "Nothing" }, ...theirs.map(choiceOf)]}
          onChange={set("in_return")}
        />
      )}
      <TextField label="A word to them (optional)" value={values.note} maxLength={500} onChange={set("note")} />
    </FormDialog>
  );
}

const choiceKey = (shift: Shift) => `${shift.layer}/${shift.account_id}/${shift.from_unix_ms}`;
