// Major incidents, running and past: who leads, when the client must hear again, what is still owed.
import { Siren } from "lucide-react";
import { methods } from "@/api/client";
import type { MajorIncident } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { ListFrame, useList } from "@/app/list";
import { FilteredAway, NoneYet } from "@/ui/empty";
import type { FilterKey } from "@/ui/filter_words";
import { Grid } from "@/ui/grid";
import type { Column } from "@/ui/grid_columns";
import { useKeys } from "@/ui/keys";
import { Aside } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { Course } from "./course";
import { NextDue } from "./next_due";
import { reasonLabel, stateLabel } from "./major_words";

const views = [
  { name: "Running", query: "state:open" },
  { name: "To be reviewed", query: "state:restored" },
  { name: "All", query: "" },
];
const keys: readonly FilterKey[] = [
  { key: "state", hint: "where it stands", values: ["open", "restored", "reviewed"] },
  { key: "client", hint: "name of the client" },
  { key: "commander", hint: "who leads" },
  { key: "reason", hint: "why it is one", values: ["p1", "long_p1", "data_loss", "data_left", "decision"] },
  { key: "reference", hint: "the ticket's number" },
  { key: "declared", hint: "how long ago: declared<30d", numeric: true },
];
const idOf = (incident: MajorIncident) => incident.major_incident_id;
const toneOf = (incident: MajorIncident) =>
  incident.state === "reviewed" ? "ok" : incident.state === "restored" ? "warning" : "critical";

const columns: readonly Column<MajorIncident>[] = [
  {
    key: "state",
    title: "State",
    width: "120px",
    sort: "state",
    cell: (incident) => <State state={toneOf(incident)} label={stateLabel(incident.state)} />,
  },
  {
    key: "reference",
    title: "Ticket",
    width: "124px",
    sort: "reference",
    cell: (incident) => <span className="text-dim">{incident.reference}</span>,
  },
  {
    key: "title",
    title: "What",
    width: "minmax(200px,2.2fr)",
    cell: (incident) => <span className="font-medium">{incident.title}</span>,
  },
  { key: "client", title: "Client", width: "minmax(100px,1fr)", from: 700, sort: "client", cell: (incident) => incident.client_name },
  { key: "lead", title: "Leads", width: "minmax(100px,1fr)", from: 860, sort: "commander", cell: (incident) => incident.commander || "nobody yet" },
  { key: "due", title: "Next due", width: "minmax(150px,1.1fr)", cell: (incident) => <NextDue incident={incident} /> },
  { key: "why", title: "Why", width: "minmax(120px,1fr)", from: 1080, sort: "reason", cell: (incident) => reasonLabel(incident.reason) },
  {
    key: "declared",
    title: "Declared",
    width: "80px",
    sort: "declared",
    end: true,
    cell: (incident) => <Ago at={incident.declared_at_unix_ms} bare className="text-dim" />,
  },
];

export default function MajorsPage() {
  useTitle("Major incidents");
  const list = useList({ method: methods.listMajorIncidents, rows: (answer) => answer.major_incidents, idOf, order: "-declared" });
  const { change, search, applied } = list;
  return (
    <div className="flex h-full min-h-0">
      <ListFrame
        list={list}
        one="major incident"
        many="major incidents"
        views={{ page: "major-incidents", shipped: views }}
        keys={keys}
        placeholder="Filter: words, state:open client:acme"
      >
        <Grid
          {...list.grid}
          label="Major incidents"
          memory="major_incidents"
          columns={columns}
          nameOf={(incident) => incident.title}
          card={(incident) => <Card incident={incident} />}
          onOpen={(incident) => change({ open: idOf(incident) }, true)}
          empty={
            applied && applied !== views[0].query ? (
              <FilteredAway what="major incident" clear={list.clear} />
            ) : (
              <NoneYet icon={Siren} title={applied ? "No major incident is running." : "There was no major incident yet."}>
                <p>A P1 of extensive impact is one at once, any other P1 after 30 minutes; somebody can also declare one in a ticket.</p>
              </NoneYet>
            )
          }
        />
      </ListFrame>
      {search.open && <MajorAside id={search.open} onClose={() => change({ open: "" })} />}
    </div>
  );
}

function Card({ incident }: { incident: MajorIncident }) {
  return (
    <span className="block min-w-0 leading-5">
      <span className="flex min-w-0 items-center gap-2">
        <State state={toneOf(incident)} label={stateLabel(incident.state)} className="shrink-0" />
        <span className="truncate font-medium">{incident.title}</span>
      </span>
      <span className="flex min-w-0 items-center gap-2 text-xs text-dim">
        <span className="truncate">{incident.client_name}</span>
        <span className="ml-auto shrink-0">
          {incident.state === "reviewed" ? <Moment at={incident.declared_at_unix_ms} /> : <NextDue incident={incident} />}
        </span>
      </span>
    </span>
  );
}

function MajorAside({ id, onClose }: { id: string; onClose: () => void }) {
  const incident = useApi(methods.getMajorIncident, { major_incident_id: id }, { keep: true }).data;
  useKeys([{ keys: "Escape", label: "Close the details", group: "Lists", run: onClose }]);
  return (
    <Aside label="Major incident" onClose={onClose} title={incident ? `${incident.reference} ${incident.title}` : "Major incident"}>
      <div className="px-4 py-3">
        <Course id={id} withTicket />
      </div>
    </Aside>
  );
}
