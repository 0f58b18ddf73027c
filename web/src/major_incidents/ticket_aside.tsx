// A major incident beside its ticket: who leads, when the client must hear again, what was written down.
import { lazy, Suspense, useState } from "react";
import { Megaphone, Siren } from "lucide-react";
import { methods } from "@/api/client";
import type { MajorIncident, Ticket } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { Facts, Notice, Section } from "@/ui/panel";
import { Moment, Until } from "@/ui/time";
import { sayProblem } from "@/ui/toast";
import { lineLabel, reasonLabel, toldLabel, touched, type Act } from "./major_words";

const ActDialog = lazy(() => import("./act_dialog"));
const ReviewDialog = lazy(() => import("./review_dialog"));

export default function TicketAside({ ticket }: { ticket: Ticket }) {
  return useMay("oncall.read") ? <Major ticket={ticket} /> : null;
}

function Major({ ticket }: { ticket: Ticket }) {
  const may = useMay("alert.write");
  const found = useApi(methods.listMajorIncidents, { filter: `ticket_id:${ticket.ticket_id}` }, { refetchInterval: 30_000 }).data;
  const declare = useChange(methods.declareMajorIncident, touched, { onError: (error) => sayProblem("Not declared.", error) });
  if (!found) return null;
  const [incident] = found.major_incidents ?? [];
  if (incident) return <Course key={incident.major_incident_id} id={incident.major_incident_id} />;
  const is_possible = may && ticket.kind === "incident" && !["resolved", "closed", "cancelled", "merged"].includes(ticket.state);
  if (!is_possible) return null;
  const declareFor = (reason: string) => declare.mutate({ ticket_id: ticket.ticket_id, reason });
  return (
    <Section title="Major incident">
      <p className="mb-2 text-dim">You lead it then, and the client hears from us every 30 minutes.</p>
      <div className="flex flex-wrap gap-2">
        <Button icon={Siren} busy={declare.isPending} onClick={() => declareFor("decision")}>
          Declare
        </Button>
        <Button tone="quiet" busy={declare.isPending} onClick={() => declareFor("data_loss")}>
          Data may be lost
        </Button>
      </div>
    </Section>
  );
}

function Course({ id }: { id: string }) {
  const incident = useApi(methods.getMajorIncident, { major_incident_id: id }, { refetchInterval: 30_000, keep: true }).data;
  const [act, setAct] = useState<Act>();
  const lead = useChange(methods.leadMajorIncident, touched, { onError: (error) => sayProblem("Nothing was changed.", error) });
  if (!incident) return null;
  const can = (action: string) => incident.allowed_actions.includes(action);
  return (
    <Section title="Major incident">
      <State incident={incident} />
      <Facts
        rows={[
          ["Leads", incident.commander || "nobody yet"],
          ["Why", reasonLabel(incident.reason)],
          ["Declared", <Moment key="declared" at={incident.declared_at_unix_ms} />],
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
      <p role="status">
        {incident.update_overdue ? "The client waits for an update: it was due " : "The client hears from us again "}
        <Until at={incident.next_update_at_unix_ms} />.
      </p>
    </Notice>
  );
}
