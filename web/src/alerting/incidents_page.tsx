// Incidents: alerts that matter enough to have a beginning, an end and a story.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { HeartPulse, Siren, Users } from "lucide-react";
import { methods } from "@/api/client";
import type { Incident } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { ListFrame, useList } from "@/app/list";
import { WhoKnewFirst } from "@/proactivity/disturbance_details";
import { Button } from "@/ui/button";
import { Failed, FilteredAway, Loading, NoneYet } from "@/ui/empty";
import type { FilterKey } from "@/ui/filter_words";
import { span } from "@/ui/format";
import { Grid } from "@/ui/grid";
import type { Column } from "@/ui/grid_columns";
import { costWords, impactWords } from "@/ui/impact";
import { useKeys } from "@/ui/keys";
import { Aside, Facts, Section } from "@/ui/panel";
import { Slot } from "@/ui/slot";
import { Priority, State } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { IncidentAlerts } from "./incident_alerts";
import { EstimateDialog, MitigateDialog } from "./incident_dialogs";

const views = [
  { name: "Open", query: "-state:resolved,discarded" },
  { name: "Urgent", query: "-state:resolved,discarded priority:P1" },
  { name: "All", query: "" },
];
const keys: readonly FilterKey[] = [
  { key: "state", hint: "where it stands" },
  { key: "priority", hint: "P1 is the most urgent", values: ["P1", "P2"] },
  { key: "client", hint: "name of the client" },
  { key: "device", hint: "name of the device" },
  { key: "reference", hint: "its number" },
  { key: "detected", hint: "how long ago: detected<7d", numeric: true },
];
const idOf = (incident: Incident) => incident.incident_id;

/// How long it took: until restored, or how long it lasts by now.
function Lasted({ incident }: { incident: Incident }) {
  const end = incident.restored_at_unix_ms || incident.resolved_at_unix_ms;
  if (!end) return <Ago at={incident.started_at_unix_ms} bare className="font-medium" />;
  return <span className="text-dim">{span(end - incident.started_at_unix_ms)}</span>;
}

const columns: readonly Column<Incident>[] = [
  {
    key: "priority",
    title: "Priority",
    short: "P",
    width: "36px",
    sort: "priority",
    cell: (incident) => <Priority value={incident.priority} />,
  },
  {
    key: "reference",
    title: "Number",
    width: "124px",
    sort: "reference",
    cell: (incident) => <span className="text-dim">{incident.reference}</span>,
  },
  {
    key: "title",
    title: "What",
    width: "minmax(200px,2.4fr)",
    sort: "title",
    cell: (incident) => <span className="font-medium">{incident.title}</span>,
  },
  { key: "state", title: "State", width: "132px", sort: "state", cell: (incident) => <State state={incident.state} /> },
  { key: "client", title: "Client", width: "minmax(100px,1fr)", from: 760, sort: "client", cell: (incident) => incident.client_name },
  { key: "device", title: "Device", width: "minmax(100px,1fr)", from: 900, sort: "device", cell: (incident) => incident.device_name },
  {
    key: "ticket",
    title: "Ticket",
    width: "124px",
    from: 1080,
    cell: (incident) => incident.ticket_reference || <span className="text-dim">none</span>,
  },
  { key: "lasted", title: "Lasted", width: "72px", end: true, cell: (incident) => <Lasted incident={incident} /> },
  {
    key: "detected",
    title: "Detected",
    width: "76px",
    sort: "detected",
    end: true,
    cell: (incident) => <Ago at={incident.detected_at_unix_ms} bare className="text-dim" />,
  },
];

export default function IncidentsPage() {
  useTitle("Incidents");
  const list = useList({ method: methods.listIncidents, rows: (answer) => answer.incidents, idOf, order: "-detected" });
  const { change, search, applied } = list;
  return (
    <div className="flex h-full min-h-0">
      <ListFrame
        list={list}
        one="incident"
        many="incidents"
        views={{ page: "incidents", shipped: views }}
        keys={keys}
        placeholder="Filter: words, client:acme priority:P1"
      >
        <Grid
          {...list.grid}
          label="Incidents"
          memory="incidents"
          columns={columns}
          nameOf={(incident) => incident.title}
          card={(incident) => <IncidentCard incident={incident} />}
          onOpen={(incident) => change({ open: incident.incident_id }, true)}
          empty={
            applied && applied !== views[0].query ? (
              <FilteredAway what="incident" clear={list.clear} />
            ) : (
              <NoneYet icon={Siren} title={applied ? "No incident is open." : "No incident yet."}>
                An alert of priority P1 or P2 becomes an incident by itself; others of the same cause join it.
              </NoneYet>
            )
          }
        />
      </ListFrame>
      {search.open && <IncidentPanel id={search.open} onClose={() => change({ open: "" })} />}
    </div>
  );
}

function IncidentCard({ incident }: { incident: Incident }) {
  return (
    <span className="block min-w-0 leading-5">
      <span className="flex min-w-0 items-center gap-2">
        <Priority value={incident.priority} />
        <span className="truncate font-medium">{incident.title}</span>
      </span>
      <span className="flex min-w-0 items-center gap-2 text-xs text-dim">
        <State state={incident.state} className="shrink-0" />
        <span className="truncate">{incident.client_name}</span>
        <span className="ml-auto shrink-0">
          <Lasted incident={incident} />
        </span>
      </span>
    </span>
  );
}

function IncidentPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useApi(methods.getIncident, { incident_id: id }, { keep: true });
  const incident = query.data;
  useKeys([{ keys: "Escape", label: "Close the details", group: "Lists", run: onClose }]);
  return (
    <Aside
      label="Incident"
      onClose={onClose}
      title={
        incident ? (
          <span className="flex items-center gap-2">
            <Priority value={incident.priority} />
            <span className="shrink-0 text-dim">{incident.reference}</span>
            <span className="line-clamp-2 leading-5">{incident.title}</span>
          </span>
        ) : (
          "Incident"
        )
      }
    >
      {!incident ? (
        query.isError ? (
          <Failed what="the incident" error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Loading what="the incident" />
        )
      ) : (
        <div className="space-y-5 px-4 py-3">
          <Section title="Course">
            <Facts
              rows={[
                ["State", <State key="s" state={incident.state} />],
                ["Began", <Moment key="b" at={incident.started_at_unix_ms} />],
                [
                  "Detected",
                  <span key="d">
                    <Moment at={incident.detected_at_unix_ms} /> by {incident.detected_by}
                  </span>,
                ],
                ["Taken", incident.acknowledged_at_unix_ms ? <Moment key="t" at={incident.acknowledged_at_unix_ms} /> : "not yet"],
                [
                  "Work goes on",
                  incident.mitigated_at_unix_ms ? (
                    <span key="m">
                      <Moment at={incident.mitigated_at_unix_ms} />
                      {incident.mitigated_by && `, said ${incident.mitigated_by}`}
                    </span>
                  ) : incident.impact_runs ? (
                    "not yet"
                  ) : (
                    "when it was restored"
                  ),
                ],
                ["Restored", incident.restored_at_unix_ms ? <Moment key="r" at={incident.restored_at_unix_ms} /> : "not yet"],
                ["Resolved", incident.resolved_at_unix_ms ? <Moment key="e" at={incident.resolved_at_unix_ms} /> : "not yet"],
                ["Lasted", <Lasted key="l" incident={incident} />],
              ]}
            />
          </Section>
          <Impact incident={incident} />
          <Slot place="incident_aside" incident={incident} />
          <Section title="Belongs to">
            <Facts
              rows={[
                [
                  "Client",
                  <Link key="c" to="/clients/$client_id" params={{ client_id: incident.client_id }} className="link">
                    {incident.client_name}
                  </Link>,
                ],
                [
                  "Device",
                  incident.device_id ? (
                    <Link key="d" to="/devices/$device_id" params={{ device_id: incident.device_id }} className="link">
                      {incident.device_name}
                    </Link>
                  ) : (
                    "none"
                  ),
                ],
                [
                  "Ticket",
                  incident.ticket_id ? (
                    <Link key="t" to="/tickets/$ticket_id" params={{ ticket_id: incident.ticket_id }} className="link">
                      {incident.ticket_reference}
                    </Link>
                  ) : (
                    "none"
                  ),
                ],
              ]}
            />
          </Section>
          <WhoKnewFirst incidentId={incident.incident_id} />
          <IncidentAlerts incident={incident} />
        </div>
      )}
    </Aside>
  );
}

function Impact({ incident }: { incident: Incident }) {
  const [dialog, setDialog] = useState<"mitigate" | "estimate">();
  const may = (action: string) => incident.allowed_actions.includes(action);
  const cost = costWords(incident);
  if (incident.state === "discarded") return null;
  return (
    <Section title="Impact">
      <p>{impactWords(incident)}</p>
      {cost && <p>It may have cost {cost}.</p>}
      {(may("mitigate") || may("estimate")) && (
        <p className="no-print mt-2 flex flex-wrap gap-2">
          {may("mitigate") && (
            <Button icon={HeartPulse} onClick={() => setDialog("mitigate")}>
              People can work again
            </Button>
          )}
          {may("estimate") && (
            <Button icon={Users} onClick={() => setDialog("estimate")}>
              Estimate
            </Button>
          )}
        </p>
      )}
      {dialog === "mitigate" && <MitigateDialog incident={incident} onClose={() => setDialog(undefined)} />}
      {dialog === "estimate" && <EstimateDialog incident={incident} onClose={() => setDialog(undefined)} />}
    </Section>
  );
}
