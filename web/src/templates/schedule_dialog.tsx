// A ticket that opens by the calendar: from which template, for whom, and when; the next five dates stand below.
import { useDeferredValue, useState } from "react";
import { methods } from "@/api/client";
import type { TicketSchedule } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { ZoneField, zoneHere } from "@/directory/zone_field";
import { EditDialog, useEditing } from "@/ui/edit_dialog";
import { SelectField, TextField } from "@/ui/field";
import { exactTime } from "@/ui/format";
import { blankRule, formOf, ruleText, weekdays, type RuleForm } from "./rule_form";

const frequencies = [
  { value: "DAILY", label: "Days" },
  { value: "WEEKLY", label: "Weeks" },
  { value: "MONTHLY", label: "Months" },
];
const ordinals = [
  { value: "1", label: "First" },
  { value: "2", label: "Second" },
  { value: "3", label: "Third" },
  { value: "4", label: "Fourth" },
  { value: "5", label: "Fifth" },
  { value: "-1", label: "Last" },
];
const monthDays = [
  ...Array.from({ length: 31 }, (_, i) => ({ value: String(i + 1), label: `Day ${i + 1}` })),
  { value: "-1", label: "The last day" },
];
const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 10);

export function ScheduleDialog({ schedule, onClose }: { schedule?: TicketSchedule; onClose: () => void }) {
  const clients =
    useApi(methods.listClients, { order_by: "name", page_size: 1000 }, { staleTime: 60_000, enabled: !schedule }).data?.clients ?? [];
  const templates = useApi(methods.listTicketTemplates, { page_size: 500 }, { staleTime: 60_000 }).data?.templates ?? [];
  const [form, setForm] = useState({
    client_id: schedule?.client_id ?? "",
    name: schedule?.name ?? "",
    template_id: schedule?.template_id ?? "",
    zone: schedule?.zone ?? zoneHere(),
    starts_on: schedule?.starts_on ?? today(),
    at: schedule?.at ?? "08:00",
    ends_on: schedule?.ends_on ?? "",
    requester_person_id: schedule?.requester_person_id ?? "",
  });
  const [rule, setRule] = useState<RuleForm>(() => (schedule ? formOf(schedule.rule) : blankRule));
  const people =
    useApi(methods.listPeople, { client_id: form.client_id, order_by: "name", page_size: 500 }, { enabled: form.client_id !== "" }).data
      ?.people ?? [];
  const { save, wrong, frame } = useEditing({
    create: methods.createTicketSchedule,
    update: methods.updateTicketSchedule,
    touches: [methods.listTicketSchedules, methods.getTicketSchedule],
    before: schedule,
    onDone: onClose,
  });
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const setPart = (part: Partial<RuleForm>) => setRule({ ...rule, ...part });
  const text = ruleText(rule);
  const { client_id, ...rest } = form;
  const send = () => save({ client_id, ...rest, rule: text }, { schedule_id: schedule?.schedule_id ?? "", ...rest, rule: text });
  return (
    <EditDialog thing="scheduled ticket" frame={frame} onSave={send} disabled={!form.client_id || !form.template_id}>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Name"
          value={form.name}
          maxLength={100}
          error={wrong("name")}
          onChange={(event) => set({ name: event.target.value })}
        />
        <SelectField
          label="Template"
          choices={[{ value: "", label: "Choose a template" }, ...templates.map((one) => ({ value: one.template_id, label: one.name }))]}
          value={form.template_id}
          onChange={(event) => set({ template_id: event.target.value })}
        />
        <SelectField
          label="Client"
          disabled={Boolean(schedule)}
          choices={
            schedule
              ? [{ value: schedule.client_id, label: schedule.client_name }]
              : [{ value: "", label: "Choose a client" }, ...clients.map((one) => ({ value: one.client_id, label: one.name ?? "" }))]
          }
          value={form.client_id}
          onChange={(event) => set({ client_id: event.target.value, requester_person_id: "" })}
        />
        <SelectField
          label="Asked by"
          disabled={!form.client_id}
          choices={[{ value: "", label: "Nobody" }, ...people.map((one) => ({ value: one.person_id, label: one.name }))]}
          value={form.requester_person_id}
          onChange={(event) => set({ requester_person_id: event.target.value })}
        />
      </div>
      <fieldset className="space-y-3 rounded-lg border border-line p-3">
        <legend className="px-1 font-medium">How often</legend>
        <div className="grid gap-3 sm:grid-cols-3">
          <TextField
            label="Every"
            inputMode="numeric"
            value={rule.interval}
            error={wrong("rule")}
            onChange={(event) => setPart({ interval: event.target.value })}
          />
          <SelectField
            label="Unit"
            choices={frequencies}
            value={rule.frequency}
            onChange={(event) => setPart({ frequency: event.target.value as RuleForm["frequency"] })}
          />
          <TextField
            label="At"
            type="time"
            value={form.at}
            error={wrong("at")}
            onChange={(event) => set({ at: event.target.value })}
          />
        </div>
        {rule.frequency === "WEEKLY" && <Weekdays chosen={rule.weekdays} onChange={(days) => setPart({ weekdays: days })} />}
        {rule.frequency === "MONTHLY" && (
          <div className="grid gap-3 sm:grid-cols-3">
            <SelectField
              label="On"
              choices={[
                { value: "day", label: "A day of the month" },
                { value: "weekday", label: "A weekday of the month" },
              ]}
              value={rule.monthly}
              onChange={(event) => setPart({ monthly: event.target.value as RuleForm["monthly"] })}
            />
            {rule.monthly === "day" ? (
              <SelectField
                label="Which day"
                choices={monthDays}
                value={rule.month_day}
                onChange={(event) => setPart({ month_day: event.target.value })}
              />
            ) : (
              <>
                <SelectField
                  label="Which one"
                  choices={ordinals}
                  value={rule.nth}
                  onChange={(event) => setPart({ nth: event.target.value })}
                />
                <SelectField
                  label="Weekday"
                  choices={weekdays}
                  value={rule.nth_weekday}
                  onChange={(event) => setPart({ nth_weekday: event.target.value })}
                />
              </>
            )}
          </div>
        )}
        <div className="grid gap-3 sm:grid-cols-3">
          <TextField
            label="First day"
            type="date"
            value={form.starts_on}
            error={wrong("starts_on")}
            onChange={(event) => set({ starts_on: event.target.value })}
          />
          <TextField
            label="Last day (none: no end)"
            type="date"
            value={form.ends_on}
            error={wrong("ends_on")}
            onChange={(event) => set({ ends_on: event.target.value })}
          />
          <ZoneField value={form.zone} onChange={(zone) => set({ zone })} error={wrong("zone")} />
        </div>
        <Preview rule={text} zone={form.zone} starts_on={form.starts_on} at={form.at} ends_on={form.ends_on} />
      </fieldset>
    </EditDialog>
  );
}

function Weekdays({ chosen, onChange }: { chosen: readonly string[]; onChange: (days: string[]) => void }) {
  return (
    <div role="group" aria-label="On these days" className="flex flex-wrap gap-1">
      {weekdays.map((day) => {
        const on = chosen.includes(day.value);
        return (
          <button
            key={day.value}
            type="button"
            aria-pressed={on}
            onClick={() =>
              onChange(weekdays.map((one) => one.value).filter((value) => (value === day.value ? !on : chosen.includes(value))))
            }
            className={`h-7 rounded-md border px-2 coarse:h-11 ${on ? "border-accent bg-sel font-medium" : "border-line hover:bg-hover"}`}
          >
            {day.label.slice(0, 3)}
            <span className="sr-only">{day.label.slice(3)}</span>
          </button>
        );
      })}
    </div>
  );
}

function Preview(request: { rule: string; zone: string; starts_on: string; at: string; ends_on: string }) {
  const asked = useDeferredValue(request);
  const { data, error } = useApi(methods.previewRecurrence, asked, { keep: true, staleTime: 60_000 });
  if (error) return <p className="text-crit">{error.message}</p>;
  if (!data) return null;
  return (
    <div aria-live="polite">
      <p className="first-letter:uppercase">
        {data.words}, at {request.at}.
      </p>
      {data.next_unix_ms.length === 0 ? (
        <p className="text-warn">No date lies ahead.</p>
      ) : (
        <ol className="mt-1 text-xs text-dim">
          {data.next_unix_ms.map((at) => (
            <li key={at}>{exactTime(at, request.zone)}</li>
          ))}
        </ol>
      )}
    </div>
  );
}
