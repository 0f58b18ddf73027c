// Booking time by hand, or changing an entry. "l" and Enter on a ticket book a quarter of an hour.
import { useState } from "react";
import { methods } from "@/api/client";
import type { TimeEntry } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { Button } from "@/ui/button";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { activities, activityLabel, coverages, hours, readWorked, touchedByTime } from "./time_words";

export interface LogTarget {
  ticket?: { id: string; label: string };
  client?: { id: string; label: string };
  day?: string;
  activity?: string;
  entry?: TimeEntry; // that is changed
}

const usualMinutes = "15";
const clock = (at: number, zone: string) =>
  new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(at);

function saidBefore(entry: TimeEntry, zone: string): string {
  const whole = entry.until_unix_ms - entry.from_unix_ms === Number(entry.worked_s) * 1000;
  return entry.from_unix_ms && whole ? `${clock(entry.from_unix_ms, zone)}-${clock(entry.until_unix_ms, zone)}` : hours(entry.worked_s);
}

export function LogDialog({ target, onClose }: { target: LogTarget; onClose: () => void }) {
  const settings = useApi(methods.getTimeSettings, {}, { staleTime: 300_000 }).data;
  if (!settings) return null;
  return <Form target={target} zone={settings.zone} rounding={settings.rounding} onClose={onClose} />;
}

function Form({ target, zone, rounding, onClose }: { target: LogTarget; zone: string; rounding: string; onClose: () => void }) {
  const { entry } = target;
  const [text, setText] = useState(entry ? saidBefore(entry, zone) : usualMinutes);
  const [day, setDay] = useState(entry?.day ?? target.day ?? "");
  const [activity, setActivity] = useState(entry?.activity ?? target.activity ?? "");
  const [coverage, setCoverage] = useState(entry?.coverage ?? "");
  const [reason, setReason] = useState("");
  const [note, setNote] = useState(entry?.note ?? "");
  const done = (booked: TimeEntry) => {
    say(
      booked.overlaps.length > 0
        ? `Booked ${hours(booked.worked_s)}. You worked on something else at the same time.`
        : `Booked ${hours(booked.worked_s)}.`,
    );
    onClose();
  };
  const onTicket = useChange(methods.bookTicketTime, touchedByTime, { onSuccess: done }),
    onClient = useChange(methods.bookClientTime, touchedByTime, { onSuccess: done }),
    onUs = useChange(methods.bookInternalTime, touchedByTime, { onSuccess: done }),
    change = useChange(methods.updateTimeEntry, touchedByTime, { onSuccess: done, etag: entry?.etag }),
    remove = useChange(methods.deleteTimeEntry, touchedByTime, { onSuccess: onClose, etag: entry?.etag });
  const said = readWorked(text);
  const otherCoverage = Boolean(entry ? coverage !== entry.coverage : coverage);
  const send = () => {
    if (!said) return;
    const worked = { ...said, day, activity, coverage, coverage_reason: reason.trim(), note: note.trim(), project: "" };
    if (entry) {
      const sameTime = text === saidBefore(entry, zone);
      change.mutate({
        entry_id: entry.entry_id,
        note: worked.note,
        ...(sameTime ? {} : said.minutes ? { minutes: said.minutes } : { from: said.from, until: said.until }),
        ...(day === entry.day ? {} : { day }),
        ...(activity === entry.activity ? {} : { activity }),
        ...(otherCoverage ? { coverage, coverage_reason: worked.coverage_reason } : {}),
      });
    } else if (target.ticket) onTicket.mutate({ ticket_id: target.ticket.id, worked, device_id: "" });
    else if (target.client) onClient.mutate({ client_id: target.client.id, worked, device_id: "" });
    else onUs.mutate({ worked });
  };
  const running = [onTicket, onClient, onUs, change, remove];
  return (
    <FormDialog
      title={entry ? "Change the entry" : "Book time"}
      description={target.ticket?.label ?? target.client?.label ?? "For ourselves"}
      submit={entry ? "Save" : "Book"}
      busy={running.some((one) => one.isPending)}
      error={running.find((one) => one.error)?.error}
      disabled={!said}
      onSubmit={send}
      onClose={onClose}
    >
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="How long"
          help={`20, 1:30, 45m or 9:00-10:30; counted ${rounding}`}
          error={said ? undefined : "Minutes, hours, or from when until when."}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onFocus={(event) => event.target.select()}
          maxLength={20}
          autoFocus
        />
        <TextField label="Day" help="Empty: today" type="date" value={day} onChange={(event) => setDay(event.target.value)} />
      </div>
      <TextArea label="What was done" value={note} onChange={(event) => setNote(event.target.value)} maxLength={4000} rows={2} />
      <div className="grid grid-cols-2 gap-3">
        <SelectField
          label="Activity"
          choices={[...(entry || target.activity ? [] : [{ value: "", label: "As usual" }]), ...activities]}
          value={activity}
          onChange={(event) => setActivity(event.target.value)}
        />
        <SelectField
          label="Who pays"
          choices={[...(entry ? [] : [{ value: "", label: "As usual" }]), ...coverages]}
          value={coverage}
          onChange={(event) => setCoverage(event.target.value)}
        />
      </div>
      {otherCoverage && (
        <TextField
          label="Why"
          help={`Ten letters, where it is not what is usual for ${activityLabel(activity).toLowerCase() || "this"}.`}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          maxLength={500}
        />
      )}
      {entry && (
        <Button tone="danger" busy={remove.isPending} onClick={() => remove.mutate({ entry_id: entry.entry_id })}>
          Delete the entry
        </Button>
      )}
    </FormDialog>
  );
}
