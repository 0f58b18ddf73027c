// All clients, with what is open at each.
import { useCallback, useState } from "react";
import { Link, useNavigate } from "@tanstack/react-router";
import { Building2, Plus } from "lucide-react";
import { methods } from "@/api/client";
import type { Client } from "@/api/generated/schema";
import { useApiPages } from "@/api/query";
import { useMay } from "@/api/session";
import { useFilterText } from "@/app/filter_text";
import { usePageSearch } from "@/app/search";
import { Button } from "@/ui/button";
import { Failed, FilteredAway, Loading, NoneYet } from "@/ui/empty";
import { FilterBox } from "@/ui/filter_box";
import { count, counted, dayOf, words } from "@/ui/format";
import { Grid } from "@/ui/grid";
import type { Column } from "@/ui/grid_columns";
import { useKeys } from "@/ui/keys";
import { Chip } from "@/ui/status";
import { useTitle } from "@/ui/title";
import { NewClient } from "./client_dialog";

const keys = [
  { key: "name", hint: "Name; stars stand for anything" },
  { key: "status", hint: "Active, prospect, former", values: ["active", "at_risk", "onboarding", "prospect", "offboarding", "former"] },
  { key: "zone", hint: "Time zone" },
  { key: "devices", hint: "Number of devices", numeric: true, values: ["0"] },
  { key: "sites", hint: "Number of sites", numeric: true },
  { key: "demo", hint: "Demo data", values: ["true", "false"] },
];

const number = (value: number, tone = "") => <span className={value === 0 ? "text-dim" : tone}>{count(value)}</span>;
const columns: readonly Column<Client>[] = [
  {
    key: "name",
    title: "Name",
    width: "minmax(160px,2fr)",
    sort: "name",
    cell: (client) => (
      <span className="flex min-w-0 items-center gap-1.5">
        <Building2 size={14} aria-hidden className="shrink-0 text-dim" />
        <span className="truncate font-medium">{client.name}</span>
        {client.demo && <Chip>Demo</Chip>}
      </span>
    ),
  },
  { key: "status", title: "Status", width: "100px", sort: "status", from: 700, cell: (client) => words(client.status) },
  {
    key: "zone",
    title: "Time zone",
    width: "minmax(110px,1fr)",
    sort: "zone",
    from: 900,
    cell: (client) => <span className="text-dim">{client.zone}</span>,
  },
  {
    key: "devices",
    title: "Devices",
    width: "76px",
    sort: "devices",
    end: true,
    cell: (client) => (
      <Link to="/devices" search={{ client: client.client_id }} className="hover:underline">
        {number(client.device_count)}
      </Link>
    ),
  },
  {
    key: "alerts",
    title: "Open alerts",
    width: "88px",
    end: true,
    cell: (client) => (
      <Link to="/alerts" search={{ client: client.client_id }} className="hover:underline">
        {number(client.open_alert_count, "text-crit font-medium")}
      </Link>
    ),
  },
  {
    key: "tickets",
    title: "Open tickets",
    width: "92px",
    end: true,
    cell: (client) => (
      <Link to="/tickets" search={{ client: client.client_id }} className="hover:underline">
        {number(client.open_ticket_count)}
      </Link>
    ),
  },
  { key: "sites", title: "Sites", width: "64px", sort: "sites", end: true, from: 760, cell: (client) => number(client.site_count) },
  { key: "people", title: "People", width: "64px", end: true, from: 820, cell: (client) => number(client.person_count) },
  {
    key: "created",
    title: "Since",
    width: "110px",
    sort: "created",
    end: true,
    from: 1000,
    cell: (client) => <span className="text-dim">{dayOf(client.created_at_unix_ms)}</span>,
  },
];

export default function ClientsPage() {
  useTitle("Clients");
  const [search, change] = usePageSearch();
  const { text, setText, applied } = useFilterText();
  const [adding, setAdding] = useState(false);
  const may = useMay("client.create");
  const navigate = useNavigate();
  const order = search.sort ?? "name";
  const query = useApiPages(methods.listClients, { filter: applied, order_by: order, page_size: 200 }, (answer) => answer.clients, {
    refetchInterval: 60_000,
  });
  const { rows, hasNextPage, fetchNextPage } = query;
  const onRange = useCallback(
    (_: number, last: number) => {
      if (hasNextPage && last > rows.length - 40) void fetchNextPage();
    },
    [hasNextPage, fetchNextPage, rows.length],
  );
  const bad = query.isError && query.error.code.startsWith("filter.") ? query.error.message : undefined;
  const open = (client: Client) => void navigate({ to: "/clients/$client_id", params: { client_id: client.client_id } });
  useKeys(may ? [{ keys: "c", label: "Add a client", group: "Lists", run: () => setAdding(true) }] : []);
  const add = may && (
    <Button tone="primary" icon={Plus} keys="c" onClick={() => setAdding(true)}>
      Add client
    </Button>
  );
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="no-print flex shrink-0 items-start gap-3 border-b border-line px-3 py-2">
        <FilterBox
          label="Filter clients"
          value={text}
          onChange={setText}
          keys={keys}
          problem={bad}
          placeholder="Filter: name, status:active devices>10"
        />
        <span role="status" className="flex h-8 items-center whitespace-nowrap text-dim max-sm:sr-only">
          {counted(query.total, "client", "clients")}
        </span>
        {add && <span className="flex h-8 items-center coarse:h-11">{add}</span>}
      </div>
      {query.isPending && <Loading what="clients" rows={10} />}
      {query.isError && !bad && rows.length === 0 && (
        <Failed what="the list of clients" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && (
        <Grid<Client>
          label="Clients"
          memory="clients"
          columns={columns}
          count={rows.length}
          rowAt={(index) => rows[index]}
          idAt={(index) => rows[index]?.client_id ?? ""}
          nameOf={(client) => client.name ?? ""}
          onOpen={open}
          onRange={onRange}
          card={clientCard}
          sort={order}
          onSort={(next) => change({ sort: next === "name" ? "" : next })}
          empty={
            applied ? (
              <FilteredAway
                what="client"
                clear={() => {
                  setText("");
                  change({ q: "" });
                }}
              />
            ) : (
              <NoneYet title="No clients yet." icon={Building2}>
                <p>A client is an organisation whose machines you look after.</p>
                {add}
              </NoneYet>
            )
          }
        />
      )}
      {adding && <NewClient onClose={() => setAdding(false)} onMade={open} />}
    </div>
  );
}

const clientCard = (client: Client) => <ClientCard client={client} />;

function ClientCard({ client }: { client: Client }) {
  return (
    <span className="block min-w-0">
      <span className="flex items-center gap-2">
        <span className="truncate font-medium">{client.name}</span>
        {client.demo && <Chip>Demo</Chip>}
        {client.open_alert_count > 0 && (
          <span className="ml-auto shrink-0 font-medium text-crit">{counted(client.open_alert_count, "alert", "alerts")}</span>
        )}
      </span>
      <span className="block truncate text-xs text-dim">
        {[
          counted(client.device_count, "device", "devices"),
          counted(client.open_ticket_count, "open ticket", "open tickets"),
          words(client.status),
        ].join(" · ")}
      </span>
    </span>
  );
}
