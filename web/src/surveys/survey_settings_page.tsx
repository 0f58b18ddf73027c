// Whether people are asked, what, how long after; and who is asked no more.
import { useState } from "react";
import { methods } from "@/api/client";
import type { SurveySettings } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { CheckField, TextField } from "@/ui/field";
import { count } from "@/ui/format";
import { Notice, Page, Section, Table } from "@/ui/panel";
import { SettingsForm, WithSettings } from "@/ui/settings_form";
import { Ago } from "@/ui/time";
import { say } from "@/ui/toast";
import { useTitle } from "@/ui/title";
import { touchedBySurvey } from "./survey_words";

export default function SurveySettingsPage() {
  useTitle("Surveys");
  return (
    <WithSettings what="the survey" query={useApi(methods.getSurveySettings, {})}>
      {(settings) => (
        <Page narrow>
          <Form key={settings.etag} settings={settings} />
          <Refusals />
        </Page>
      )}
    </WithSettings>
  );
}

function Form({ settings }: { settings: SurveySettings }) {
  const [enabled, setEnabled] = useState(settings.enabled),
    [question, setQuestion] = useState(settings.question),
    [delay, setDelay] = useState(String(settings.delay_minutes)),
    [queue, setQueue] = useState(settings.follow_up_queue);
  const change = useChange(methods.updateSurveySettings, [methods.getSurveySettings], {
    etag: settings.etag,
    onSuccess: () => say("Saved."),
  });
  const save = () =>
    change.mutate({ enabled, question: question.trim(), delay_minutes: Math.round(Number(delay)), follow_up_queue: queue.trim() });
  return (
    <Section title="The question">
      {!settings.has_public_address && (
        <div className="mb-3">
          <Notice tone="warn">This installation has no public address, so no mail can carry a link: nobody is asked.</Notice>
        </div>
      )}
      <SettingsForm mayEdit={settings.allowed_actions.includes("edit")} change={change} onSave={save}>
        <CheckField
          label="Ask people after their ticket is resolved"
          help="By a mail channel that is subscribed to receipts. Nobody more than once in seven days, nobody about alerts or internal tickets."
          checked={enabled}
          onChange={(event) => setEnabled(event.target.checked)}
        />
        <TextField
          label="Question"
          help="One line: it is the subject of the mail."
          value={question}
          onChange={(event) => setQuestion(event.target.value)}
          maxLength={200}
        />
        <div className="grid gap-3 sm:grid-cols-2">
          <TextField
            label="Minutes after it was resolved"
            help="A ticket that is opened again before that is not asked about."
            inputMode="numeric"
            value={delay}
            onChange={(event) => setDelay(event.target.value)}
          />
          <TextField
            label="Queue of follow-ups"
            help="A bad answer opens one for the service manager."
            value={queue}
            onChange={(event) => setQueue(event.target.value)}
            maxLength={100}
          />
        </div>
      </SettingsForm>
    </Section>
  );
}

function Refusals() {
  const data = useApi(methods.listSurveyRefusals, { page_size: 200 }).data;
  const change = useChange(methods.setSurveyRefusal, touchedBySurvey);
  return (
    <Section title={`Asked no more (${count(data?.total ?? 0)})`}>
      {data && data.refusals.length === 0 && <p className="text-dim">Nobody has asked not to be asked.</p>}
      {data && data.refusals.length > 0 && (
        <Table label="Asked no more" head={["Person", "Client", "Since", "By", ""]}>
          {data.refusals.map((one) => (
            <tr key={one.person_id}>
              <td>{one.person_name}</td>
              <td>{one.client_name}</td>
              <td>
                <Ago at={one.since_unix_ms} />
              </td>
              <td>{one.by}</td>
              <td className="text-end">
                <Button tone="quiet" onClick={() => change.mutate({ person_id: one.person_id, refused: false })}>
                  Ask again
                </Button>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}
