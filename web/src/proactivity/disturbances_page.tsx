// Disturbances: who knew first, one by one, and the decisions that wait for a second person.
import { Radar } from "lucide-react";
import { methods } from "@/api/client";
import type { Disturbance } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay, useSession } from "@/api/session";
import { ListFrame, useList } from "@/app/list";
import { useClientId } from "@/app/search";
import { isoTime } from "@/ui/csv";
import { FilteredAway, NoneYet } from "@/ui/empty";
import type { FilterKey } from "@/ui/filter_words";
import { count } from "@/ui/format";
import { Grid } from "@/ui/grid";
import type { Column } from "@/ui/grid_columns";
import { useKeys } from "@/ui/keys";
import { Aside } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { ClientFigures } from "./client_figures";
import { DisturbanceDetails, OverrideLine } from "./disturbance_details";
import { VerdictChip } from "./verdict_chip";

const views = [
  { name: "All", query: "-state:merged" },
  { name: "Client first", query: "-state:merged verdict:client_first" },
  { name: "Seen, not acted on", query: "-state:merged verdict:seen_not_acted" },
  { name: "Going on", query: "state:open" },
];
const keys: readonly FilterKey[] = [
  { key: "verdict", hint: "who knew first", values: ["proactive", "seen_not_acted", "client_first", "undecided"] },
  { key: "state", hint: "where it stands", values: ["open", "restored", "resolved", "discarded", "merged"] },
  { key: "client", hint: "name of the client" },
  { key: "device", hint: "name of the device" },
  { key: "check", hint: "what detected it: check:S02" },
  { key: "detected_by", hint: "who detected it", values: ["monitoring", "prediction", "technician", "vendor", "client"] },
  { key: "exclusion", hint: "why it counts nowhere" },
  { key: "resolved", hint: "how long ago: resolved<30d", numeric: true },
  { key: "reports", hint: "how many times somebody told us: reports>2", numeric: true },
];
const idOf = (one: Disturbance) => one.disturbance_id;

const columns: readonly Column<Disturbance>[] = [
  {
    key: "verdict",
    title: "Verdict",
    width: "148px",
    sort: "verdict",
    cell: (one) => <VerdictChip verdict={one.verdict} />,
    file: [
      ["verdict", (one) => one.verdict],
      ["derived_verdict", (one) => one.derived_verdict],
      ["original_verdict", (one) => one.original_verdict],
      ["definition_version", (one) => one.definition_version],
      ["exclusion", (one) => one.exclusion],
    ],
  },
  {
    key: "reference",
    title: "Number",
    width: "124px",
    from: 760,
    sort: "reference",
    cell: (one) => <span className="text-dim">{one.reference}</span>,
    file: [["reference", (one) => one.reference]],
  },
  {
    key: "title",
    title: "What",
    width: "minmax(180px,2.4fr)",
    sort: "title",
    cell: (one) => <span className="font-medium">{one.title}</span>,
    file: [["title", (one) => one.title]],
  },
  {
    key: "state",
    title: "State",
    width: "120px",
    from: 900,
    sort: "state",
    cell: (one) => <State state={one.state} />,
    file: [["state", (one) => one.state]],
  },
  {
    key: "client",
    title: "Client",
    width: "minmax(100px,1fr)",
    from: 700,
    sort: "client",
    cell: (one) => one.client_name,
    file: [
      ["client", (one) => one.client_name],
      ["device", (one) => one.device_name],
    ],
  },
  {
    key: "reports",
    title: "Reports",
    width: "80px",
    sort: "reports",
    end: true,
    cell: (one) => count(one.report_count),
    file: [["reports", (one) => one.report_count]],
  },
  {
    key: "started",
    title: "Began",
    width: "76px",
    sort: "started",
    end: true,
    cell: (one) => <Ago at={one.started.at_unix_ms} bare className="text-dim" />,
    file: [
      ["started_at", (one) => isoTime(one.started.at_unix_ms)],
      ["detected_at", (one) => isoTime(one.detected.at_unix_ms)],
      ["acted_at", (one) => isoTime(one.acted.at_unix_ms)],
      ["reported_at", (one) => isoTime(one.reported.at_unix_ms)],
      ["restored_at", (one) => isoTime(one.restored_at_unix_ms)],
      ["resolved_at", (one) => isoTime(one.resolved_at_unix_ms)],
    ],
  },
];

/// The client that the figures above the list are of: the chosen one, or the only one that the person has.
function useFigureClient(): string {
  const chosen = useClientId();
  const session = useSession();
  if (chosen) return chosen;
  return session && !session.all_clients && session.client_ids.length === 1 ? session.client_ids[0] : "";
}

export default function DisturbancesPage() {
  useTitle("Who knew first");
  const list = useList({ method: methods.listDisturbances, rows: (answer) => answer.disturbances, idOf, order: "-started" });
  const { change, search, applied } = list;
  const client = useFigureClient();
  return (
    <div className="flex h-full min-h-0">
      <div className="flex min-w-0 flex-1 flex-col">
        {client && (
          <div className="border-b border-line px-3 py-2">
            <ClientFigures clientId={client} zone="" />
          </div>
        )}
        <Waiting />
        <div className="flex min-h-0 flex-1">
          <ListFrame
            list={list}
            one="disturbance"
            many="disturbances"
            views={{ page: "disturbances", shipped: views }}
            keys={keys}
            placeholder="Filter: words, verdict:client_first client:acme"
            file={{ name: "disturbances.csv", columns }}
          >
            <Grid
              {...list.grid}
              label="Disturbances"
              memory="disturbances"
              columns={columns}
              nameOf={(one) => one.title}
              card={(one) => <DisturbanceCard disturbance={one} />}
              onOpen={(one) => change({ open: one.disturbance_id }, true)}
              empty={
                applied ? (
                  <FilteredAway what="disturbance" clear={list.clear} />
                ) : (
                  <NoneYet icon={Radar} title="No disturbance yet.">
                    Every alert and every report of something broken is one; the same trouble is one, however many people call.
                  </NoneYet>
                )
              }
            />
          </ListFrame>
        </div>
      </div>
      {search.open && <DisturbancePanel id={search.open} onClose={() => change({ open: "" })} />}
    </div>
  );
}

function DisturbanceCard({ disturbance }: { disturbance: Disturbance }) {
  return (
    <span className="block min-w-0 leading-5">
      <span className="block truncate font-medium">{disturbance.title}</span>
      <span className="flex min-w-0 items-center gap-2 text-xs text-dim">
        <VerdictChip verdict={disturbance.verdict} />
        <span className="truncate">{disturbance.client_name}</span>
        <Ago at={disturbance.started.at_unix_ms} bare className="ml-auto shrink-0" />
      </span>
    </span>
  );
}

/// What waits for a second person, to whom may be one.
function Waiting() {
  const may = useMay("proactivity.approve");
  const { data } = useApi(methods.listVerdictOverrides, { filter: "state:pending", page_size: 20 }, { enabled: may });
  if (!data || data.overrides.length === 0) return null;
  return (
    <section aria-label="Waits for a second person" className="max-h-64 overflow-auto border-b border-line bg-panel px-3 py-2">
      <h2 className="mb-2 text-sm font-semibold">Waits for a second person ({count(data.total)})</h2>
      <ul className="space-y-2">
        {data.overrides.map((one) => (
          <OverrideLine key={one.override_id} override={one} named />
        ))}
      </ul>
    </section>
  );
}

function DisturbancePanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { data } = useApi(methods.getDisturbance, { disturbance_id: id }, { keep: true });
  useKeys([{ keys: "Escape", label: "Close the details", group: "Lists", run: onClose }]);
  return (
    <Aside label="Disturbance" onClose={onClose} title={<span className="line-clamp-2 leading-5">{data?.title ?? "Disturbance"}</span>}>
      <div className="px-4 py-3">
        <DisturbanceDetails id={id} />
      </div>
    </Aside>
  );
}
