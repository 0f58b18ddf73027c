// A calendar in the words in which people have it: hours of each day, dates one a line.
import { useState } from "react";
import { call, methods } from "@/api/client";
import type { Calendar } from "@/api/generated/schema";
import { asProblem, type Problem } from "@/api/problem";
import { queries, refresh } from "@/api/query";
import { useClients } from "@/app/client_filter";
import { FormDialog } from "@/ui/dialog";
import { CheckField, SelectField, TextArea, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { HolidayFileField } from "./holiday_file_field";
import { calendarRules, calendarText, dayLabel, days, isUnreadable, type CalendarText, type Unreadable } from "./rule_text";

const fresh: CalendarText = {
  zone: "",
  always: false,
  week: { mon: "08:00-18:00", tue: "08:00-18:00", wed: "08:00-18:00", thu: "08:00-18:00", fri: "08:00-18:00", sat: "", sun: "" },
  holidays: "",
  exceptions: "",
};

export function CalendarDialog({ calendar, onClose }: { calendar?: Calendar; onClose: () => void }) {
  const [name, setName] = useState(calendar?.name ?? "");
  const [client, setClient] = useState(calendar?.client_id ?? "");
  const [text, setText] = useState(() => (calendar ? calendarText(calendar.rules) : fresh));
  const [bad, setBad] = useState<Unreadable>();
  const [error, setError] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const clients = useClients();
  const set = (part: Partial<CalendarText>) => setText({ ...text, ...part });
  const save = async () => {
    const rules = calendarRules(text);
    setBad(isUnreadable(rules) ? rules : undefined);
    if (isUnreadable(rules)) return;
    setBusy(true);
    try {
      if (calendar) await call(methods.updateCalendar, { calendar_id: calendar.calendar_id, name, rules }, { etag: calendar.etag });
      else await call(methods.createCalendar, { name, client_id: client, rules });
      say(calendar ? "Saved. Open clocks are counted anew." : "Saved.");
      onClose();
    } catch (problem) {
      setError(asProblem(problem));
    }
    setBusy(false);
    await refresh(queries, [methods.listCalendars]);
  };
  const wrong = (field: Unreadable["field"]) => (bad?.field === field ? bad.text : undefined);
  return (
    <FormDialog
      wide
      title={calendar ? `Calendar ${calendar.name}` : "Add a calendar"}
      submit="Save"
      onSubmit={() => void save()}
      onClose={onClose}
      busy={busy}
      error={error}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField label="Name" value={name} onChange={(event) => setName(event.target.value)} error={error?.field("name")} maxLength={100} />
        <TextField
          label="Time zone"
          value={text.zone}
          onChange={(event) => set({ zone: event.target.value })}
          error={error?.field("rules/zone")}
          placeholder="Europe/Zurich"
          help="Empty: the zone of whichever client the promise is made to."
          spellCheck={false}
        />
      </div>
      {!calendar && (
        <SelectField
          label="For"
          choices={[{ value: "", label: "All clients" }, ...clients.map((one) => ({ value: one.client_id, label: one.name ?? "" }))]}
          value={client}
          onChange={(event) => setClient(event.target.value)}
        />
      )}
      <CheckField label="Around the clock, every day" checked={text.always} onChange={(event) => set({ always: event.target.checked })} />
      {!text.always && (
        <>
          <div className="grid gap-x-3 gap-y-2 sm:grid-cols-2">
            {days.map((day) => (
              <TextField
                key={day}
                label={dayLabel[day]}
                value={text.week[day]}
                placeholder="closed"
                error={wrong(day)}
                onChange={(event) => set({ week: { ...text.week, [day]: event.target.value } })}
              />
            ))}
          </div>
          <TextArea
            label="Holidays"
            value={text.holidays}
            onChange={(event) => set({ holidays: event.target.value })}
            error={wrong("holidays")}
            placeholder="2026-12-25 Christmas"
            help="One a line. Nothing begins on these days; a night that began the evening before goes on."
          />
          <HolidayFileField text={text.holidays} change={(holidays) => set({ holidays })} />
          <TextArea
            label="Exceptions"
            value={text.exceptions}
            onChange={(event) => set({ exceptions: event.target.value })}
            error={wrong("exceptions")}
            placeholder="2026-12-24 08:00-12:00 half day"
            help="One a line: these hours instead of the week's, also on a holiday; “closed” for none."
          />
        </>
      )}
    </FormDialog>
  );
}
