// One major incident: beside its ticket, and beside the list of all.
import { lazy, Suspense, useState } from "react";
import { Link } from "@tanstack/react-router";
import { Megaphone } from "lucide-react";
import { methods } from "@/api/client";
import type { MajorIncident } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { Facts, Notice, Section } from "@/ui/panel";
import { Moment, Until } from "@/ui/time";
import { sayProblem } from "@/ui/toast";
import { lineLabel, reasonLabel, toldLabel, touched, type Act } from "./major_words";
import { Countdown } from "./next_due";
import { ReviewShown } from "./review_shown";

const ActDialog = lazy(() => import("./act_dialog"));
const ReviewDialog = lazy(() => import("./review_dialog"));

/// All of one: who leads and writes, what is owed when, what can be done, and everything that was written down.
export function Course({ id, withTicket = false }: { id: string; withTicket?: boolean }) {
  const incident = useApi(methods.getMajorIncident, { major_incident_id: id }, { refetchInterval: 30_000, keep: true }).data;
  const [act, setAct] = useState<Act>();
  const communicate = useChange(methods.communicateMajorIncident, touched, { onError: (error) => sayProblem("Nothing was changed.", error) });
  const lead = useChange(methods.leadMajorIncident, touched, { onError: (error) => sayProblem("Nothing was changed.", error) });
  if (!incident) return null;
  const can = (action: string) => incident.allowed_actions.includes(action);
  return (
    <Section title="Major incident">
      <div className="mb-2">
        <State incident={incident} />
      </div>
      <Facts
        rows={[
          ["Leads", incident.commander || "nobody yet"],
          ["Writes to the client", incident.communicator || incident.commander || "nobody yet"],
          ...(withTicket
            ? ([
                [
                  "Ticket",
                  <Link key="t" to="/tickets/$ticket_id" params={{ ticket_id: incident.ticket_id }} className="link">
                    {incident.reference}
                  </Link>,
                ],
                ["Client", incident.client_name],
              ] as const)
            : []),
          ["Why", reasonLabel(incident.reason)],
          ["Declared", <Moment key="declared" at={incident.declared_at_unix_ms} />],
          ...(incident.first_told_at_unix_ms
            ? ([["The client first heard", <Moment key="first" at={incident.first_told_at_unix_ms} />]] as const)
            : []),
          ...(incident.log_due_at_unix_ms ? ([["Our next line of the log", <Until key="log" at={incident.log_due_at_unix_ms} />]] as const) : []),
          ...(incident.missed_updates > 0 ? ([["Updates that did not come", String(incident.missed_updates)]] as const) : []),
        ]}
      />
      <div className="my-2 flex flex-wrap gap-2">
        {can("tell") && (
          <Button icon={Megaphone} onClick={() => setAct("tell")}>
            Tell the client
          </Button>
        )}
        {can("lead") && (
          <Button tone="quiet" busy={lead.isPending} onClick={() => lead.mutate({ major_incident_id: id })}>
            I lead it
          </Button>
        )}
        {can("communicate") && (
          <Button tone="quiet" busy={communicate.isPending} onClick={() => communicate.mutate({ major_incident_id: id })}>
            I write to the client
          </Button>
        )}
        {can("log") && (
          <Button tone="quiet" onClick={() => setAct("log")}>
            Log
          </Button>
        )}
        {can("restore") && (
          <Button tone="quiet" onClick={() => setAct("restore")}>
            It works again
          </Button>
        )}
        {can("end_note") && <Button onClick={() => setAct("end_note")}>Write the end note</Button>}
        {can("review") && <Button onClick={() => setAct("review")}>Review</Button>}
      </div>
      {incident.state === "reviewed" && incident.review && <ReviewShown incident={incident} />}
      <ol aria-label="What was written down" className="space-y-2">
        {incident.lines.toReversed().map((line, index) => (
          <li key={index} className="border-l-2 border-line pl-2">
            <p className="flex flex-wrap justify-between gap-x-2 text-xs text-dim">
              <span>
                {lineLabel(line.kind)}, {line.by}
                {line.told && `: ${toldLabel(line.told)}`}
              </span>
              <Moment at={line.at_unix_ms} />
            </p>
            <p className="break-words whitespace-pre-wrap">{line.text}</p>
          </li>
        ))}
      </ol>
      <Suspense fallback={null}>
        {act === "review" && <ReviewDialog incident={incident} onClose={() => setAct(undefined)} />}
        {act && act !== "review" && <ActDialog incident={incident} act={act} onClose={() => setAct(undefined)} />}
      </Suspense>
    </Section>
  );
}

function State({ incident }: { incident: MajorIncident }) {
  if (incident.state === "reviewed") return <p className="mb-2 text-dim">Restored and reviewed.</p>;
  if (incident.state === "restored")
    return (
      <Notice tone="info">
        <p>
          It works again.{" "}
          {!incident.end_note_at_unix_ms && (
            <>
              End note <Until at={incident.end_note_due_unix_ms} />.{" "}
            </>
          )}
          Review <Until at={incident.review_due_unix_ms} />.
        </p>
      </Notice>
    );
  return (
    <Notice tone={incident.update_overdue ? "crit" : "warn"}>
      <p>
        {incident.update_overdue
          ? "Nobody of ours wrote to the client in time; the program told them that it goes on. Write to them. They hear again "
          : "The client hears from us again "}
        <Countdown at={incident.next_update_at_unix_ms} />.
      </p>
    </Notice>
  );
}
