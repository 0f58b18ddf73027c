// The provider's rules of time: in which zone days are counted, rounding, the contract week, what is closed.
import { useState } from "react";
import { methods } from "@/api/client";
import type { TimeSettings } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { CheckField, SelectField, TextField } from "@/ui/field";
import { Page, Section, Table } from "@/ui/panel";
import { SettingsForm, WithSettings } from "@/ui/settings_form";
import { say } from "@/ui/toast";
import { useTitle } from "@/ui/title";
import { touchedByTime } from "./time_words";

export default function TimeSettingsPage() {
  useTitle("Time");
  return (
    <WithSettings what="the rules of time" query={useApi(methods.getTimeSettings, {})}>
      {(settings) => <Form key={settings.etag} settings={settings} />}
    </WithSettings>
  );
}

const modes = [
  { value: "up", label: "Up" },
  { value: "nearest", label: "To the nearest" },
  { value: "down", label: "Down" },
];
const number = (text: string) => Math.round(Number(text));

function Form({ settings }: { settings: TimeSettings }) {
  const [zone, setZone] = useState(settings.zone),
    [step, setStep] = useState(String(settings.step_minutes)),
    [mode, setMode] = useState(settings.mode),
    [minimum, setMinimum] = useState(String(settings.minimum_minutes)),
    [forgotten, setForgotten] = useState(String(settings.forgotten_after_h)),
    [week, setWeek] = useState(String(settings.weekly_minutes / 60)),
    [closed, setClosed] = useState(settings.closed_through),
    [wanted, setWanted] = useState(settings.time_to_resolve);
  const change = useChange(methods.updateTimeSettings, [methods.getTimeSettings, ...touchedByTime], {
    etag: settings.etag,
    onSuccess: () => say("Saved. What was booked before keeps its rounding."),
  });
  const save = () =>
    change.mutate({
      zone,
      step_minutes: number(step),
      mode,
      minimum_minutes: number(minimum),
      forgotten_after_h: number(forgotten),
      weekly_minutes: Math.round(Number(week.replace(",", ".")) * 60),
      closed_through: closed,
      time_to_resolve: wanted,
    });
  return (
    <Page narrow>
      <Section title="Rules">
        <SettingsForm mayEdit={settings.allowed_actions.includes("edit")} change={change} onSave={save}>
          <TextField
            label="Zone"
            help="In which days and weeks are counted, like Europe/Zurich. Set it before the first entry."
            value={zone}
            onChange={(event) => setZone(event.target.value)}
          />
          <div className="grid gap-3 sm:grid-cols-3">
            <SelectField label="Round" choices={modes} value={mode} onChange={(event) => setMode(event.target.value)} />
            <TextField label="To whole minutes" inputMode="numeric" value={step} onChange={(event) => setStep(event.target.value)} />
            <TextField label="At least minutes" inputMode="numeric" value={minimum} onChange={(event) => setMinimum(event.target.value)} />
          </div>
          <div className="grid gap-3 sm:grid-cols-3">
            <TextField
              label="Ask about a timer after hours"
              inputMode="numeric"
              value={forgotten}
              onChange={(event) => setForgotten(event.target.value)}
            />
            <TextField
              label="Hours a week by contract"
              inputMode="decimal"
              value={week}
              onChange={(event) => setWeek(event.target.value)}
            />
            <TextField
              label="Closed up to and with"
              help="Nothing of these days changes any more."
              type="date"
              value={closed}
              onChange={(event) => setClosed(event.target.value)}
            />
          </div>
          <CheckField
            label="Tickets are resolved with time booked on them"
            help="A person who resolves one on which nothing is booked says how many minutes it took. What the clock or a program ends is not asked."
            checked={wanted}
            onChange={(event) => setWanted(event.target.checked)}
          />
        </SettingsForm>
      </Section>
      <Section title="Activities">
        <Table label="Activities" head={["Activity", "Usual", "On clients (K27)"]}>
          {settings.activities.map((one) => (
            <tr key={one.name}>
              <td>{one.label}</td>
              <td>{one.coverage}</td>
              <td>{one.is_client_work ? "yes, with a client" : "no"}</td>
            </tr>
          ))}
        </Table>
      </Section>
    </Page>
  );
}
