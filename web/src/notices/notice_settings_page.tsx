// Of what I want to hear, by which way, and when nobody is to disturb me.
import { useState } from "react";
import { methods } from "@/api/client";
import type { NoticeChoice, NoticeSettings } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { Failed, Loading, ProblemLine } from "@/ui/empty";
import { CheckField, TextField } from "@/ui/field";
import { Page, Section } from "@/ui/panel";
import { say } from "@/ui/toast";
import { useTitle } from "@/ui/title";

export default function NoticeSettingsPage() {
  useTitle("What I hear of");
  const query = useApi(methods.getNoticeSettings, {});
  if (!query.data)
    return query.isError ? (
      <Failed what="your choices" error={query.error} retry={() => void query.refetch()} />
    ) : (
      <Loading what="your choices" />
    );
  return <Form key={query.data.etag} settings={query.data} />;
}

const ways = [
  { key: "in_console", label: "Console" },
  { key: "by_mail", label: "Mail" },
  { key: "by_push", label: "Push" },
] as const;
const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

function Form({ settings }: { settings: NoticeSettings }) {
  const [choices, setChoices] = useState<readonly NoticeChoice[]>(settings.choices);
  const [from, setFrom] = useState(settings.quiet_from),
    [until, setUntil] = useState(settings.quiet_until),
    [zone, setZone] = useState(settings.zone || ownZone()),
    [weekends, setWeekends] = useState(settings.quiet_weekends),
    [topic, setTopic] = useState(settings.push_topic),
    [wait, setWait] = useState(String(settings.wait_minutes));
  const change = useChange(methods.updateNoticeSettings, [methods.getNoticeSettings], {
    etag: settings.etag,
    onSuccess: () => say("Saved."),
  });
  const toggle = (kind: string, way: (typeof ways)[number]["key"]) =>
    setChoices(choices.map((one) => (one.kind === kind ? { ...one, [way]: !one[way] } : one)));
  const error = change.error ?? undefined;
  const save = () =>
    change.mutate({
      choices: [...choices],
      quiet_from: from,
      quiet_until: until,
      zone,
      quiet_weekends: weekends,
      push_topic: topic,
      wait_minutes: Math.round(Number(wait)),
    });
  return (
    <Page narrow>
      <Section title="Of what, and how">
        <div className="overflow-x-auto rounded-lg border border-line">
          <table className="w-full" aria-label="Of what I hear, and how">
            <thead>
              <tr className="border-b border-line text-left text-dim">
                <th className="px-3 py-2 font-medium">When</th>
                {ways.map((way) => (
                  <th key={way.key} className="w-16 px-2 py-2 text-center font-medium">
                    {way.label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {choices.map((choice) => (
                <tr key={choice.kind} className="border-b border-line last:border-0">
                  <th scope="row" className="px-3 py-2 text-left font-normal">
                    {choice.label}
                  </th>
                  {ways.map((way) => (
                    <td key={way.key} aria-label={way.label} className="px-2 text-center">
                      <input
                        type="checkbox"
                        aria-label={`${choice.label}: ${way.label}`}
                        className="m-2 size-4 accent-accent"
                        checked={choice[way.key]}
                        onChange={() => toggle(choice.kind, way.key)}
                      />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p className="mt-2 text-dim">
          You never hear of what you did yourself. Mail goes to {settings.address || "the address of your account"}; pages of whoever is on
          call do not depend on these choices.
        </p>
      </Section>
      <Section title="Mail and push">
        <div className="space-y-3">
          <TextField
            label="They wait minutes"
            help="So that several become one message. What you have read meanwhile is not sent."
            inputMode="numeric"
            className="max-w-24"
            value={wait}
            onChange={(event) => setWait(event.target.value)}
            error={error?.field("wait_minutes")}
          />
          <TextField
            label="My push topic"
            help="Of the push server that is set up here. Whoever knows it reads along: choose one that nobody guesses. Empty: no push."
            className="max-w-sm"
            autoComplete="off"
            value={topic}
            onChange={(event) => setTopic(event.target.value)}
            error={error?.field("push_topic")}
          />
          <div className="grid max-w-xl gap-3 sm:grid-cols-3">
            <TextField
              label="Quiet from"
              type="time"
              value={from}
              onChange={(event) => setFrom(event.target.value)}
              error={error?.field("quiet_from")}
            />
            <TextField
              label="Until"
              type="time"
              value={until}
              onChange={(event) => setUntil(event.target.value)}
              error={error?.field("quiet_until")}
            />
            <TextField label="Zone" value={zone} onChange={(event) => setZone(event.target.value)} error={error?.field("zone")} />
          </div>
          <CheckField
            label="Quiet on Saturdays and Sundays"
            help="Mail and push come when the quiet ends; the console shows everything at once."
            checked={weekends}
            onChange={(event) => setWeekends(event.target.checked)}
          />
          {change.isError && <ProblemLine error={change.error} />}
          <Button tone="primary" busy={change.isPending} onClick={save}>
            Save
          </Button>
        </div>
      </Section>
    </Page>
  );
}
