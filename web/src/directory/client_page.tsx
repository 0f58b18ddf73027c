// One client: sites, people, devices, exemptions, maintenance.
import { useEffect, useState, type ReactNode } from "react";
import { Link, useParams } from "@tanstack/react-router";
import { Laptop, Pencil, Plus, Wrench } from "lucide-react";
import { methods } from "@/api/client";
import type { Client, Person, Site } from "@/api/generated/schema";
import { useApi, useApiPages, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { ExemptionList } from "@/monitoring/exemption_list";
import { Button, buttonClass, IconButton } from "@/ui/button";
import { More } from "@/ui/more";
import { Failed, Loading } from "@/ui/empty";
import { termText } from "@/ui/filter";
import { count, counted, dayOf, words } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Page, Section, Table } from "@/ui/panel";
import { remember } from "@/ui/recent";
import { Slot } from "@/ui/slot";
import { Chip, State } from "@/ui/status";
import { Ago, Moment, Until } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { EditClient } from "./client_dialog";
import { Criticality, healthOf, Name } from "./device_cells";
import { PersonDialog } from "./person_dialog";
import { roleShort } from "./person_roles";
import { SiteDialog } from "./site_dialog";
import { WindowDialog } from "./window_fields";

export default function ClientPage() {
  const { client_id: id } = useParams({ strict: false }) as { client_id: string };
  const query = useApi(methods.getClient, { client_id: id }, { refetchInterval: 60_000 });
  const client = query.data;
  useTitle(
    client?.name ?? "Client",
    <Link to="/clients" className="whitespace-nowrap text-dim hover:text-ink max-sm:hidden">
      Clients /
    </Link>,
  );
  useEffect(() => {
    if (client?.name) remember({ label: client.name, hint: "Client", to: `/clients/${client.client_id}` });
  }, [client?.name, client?.client_id]);
  if (query.isError && !client) return <Failed what="this client" error={query.error} retry={() => void query.refetch()} />;
  if (!client) return <Loading what="the client" rows={10} />;
  return <ClientView client={client} />;
}

function ClientView({ client }: { client: Client }) {
  const id = client.client_id;
  const [dialog, setDialog] = useState<"edit" | "window">();
  const mayWrite = useMay("client.write"),
    mayWindow = useMay("maintenance.write"),
    mayEnrol = useMay("device.enrol"),
    mayChecks = useMay("check.read"),
    mayAlerts = useMay("alert.read");
  const sites = useApiPages(methods.listSites, { client_id: id, order_by: "name", page_size: 200 }, (answer) => answer.sites);
  useKeys(mayWrite ? [{ keys: "e", label: "Edit the client", group: "Client", run: () => setDialog("edit") }] : []);
  return (
    <Page>
      <header className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          <h2 className="flex flex-wrap items-center gap-2 text-lg font-semibold">
            <span className="min-w-0 break-words">{client.name}</span>
            <Chip>{words(client.status)}</Chip>
            {client.demo && <Chip>Demo</Chip>}
          </h2>
          <p className="text-dim">
            {client.zone}, client since {dayOf(client.created_at_unix_ms)}
          </p>
          {client.note && <p className="mt-1 max-w-prose whitespace-pre-wrap">{client.note}</p>}
        </div>
        <div className="no-print flex flex-wrap gap-2">
          {mayWindow && (
            <Button icon={Wrench} onClick={() => setDialog("window")}>
              Maintenance
            </Button>
          )}
          {mayWrite && (
            <Button icon={Pencil} keys="e" onClick={() => setDialog("edit")}>
              Edit
            </Button>
          )}
          {mayEnrol && (
            <Link to="/devices/add" search={{ client: id }} className={buttonClass("primary")}>
              <Plus size={14} aria-hidden />
              Add device
            </Link>
          )}
        </div>
      </header>
      <div className="grid grid-cols-3 gap-3 sm:max-w-xl">
        <Tally to="/devices" id={id} label="Devices" value={client.device_count} />
        <Tally
          to="/alerts"
          id={id}
          label="Open alerts"
          value={client.open_alert_count}
          tone={client.open_alert_count > 0 ? "text-crit" : ""}
        />
        <Tally to="/tickets" id={id} label="Open tickets" value={client.open_ticket_count} />
      </div>
      <Slot place="client_aside" client={client} />
      <Devices client={client} />
      {mayAlerts && <Windows client={client} end={mayWindow} />}
      <Sites client={client} query={sites} write={mayWrite} hold={mayWindow} />
      <People client={client} sites={sites.rows} write={mayWrite} />
      {mayChecks && <ExemptionList clientId={id} />}
      {dialog === "edit" && <EditClient client={client} onClose={() => setDialog(undefined)} />}
      {dialog === "window" && <WindowDialog clientId={id} what={client.name ?? "the client"} onClose={() => setDialog(undefined)} />}
    </Page>
  );
}

function Tally({
  to,
  id,
  label,
  value,
  tone = "",
}: {
  to: "/devices" | "/alerts" | "/tickets";
  id: string;
  label: string;
  value: number;
  tone?: string;
}) {
  return (
    <Link to={to} search={{ client: id }} className="rounded-lg border border-line px-3 py-2 hover:bg-hover">
      <span className={`block text-lg font-semibold ${tone}`}>{count(value)}</span>
      <span className="text-xs text-dim">{label}</span>
    </Link>
  );
}

const none = (text: ReactNode) => <p className="text-dim">{text}</p>;

const shownDevices = 10;
function Devices({ client }: { client: Client }) {
  const query = useApi(
    methods.listDevices,
    { filter: termText("client_id", client.client_id), order_by: "-status,name", page_size: shownDevices },
    { refetchInterval: 30_000 },
  );
  const devices = query.data?.devices ?? [],
    total = query.data?.total ?? 0;
  return (
    <Section
      title="Devices"
      aside={
        total > 0 ? (
          <Link to="/devices" search={{ client: client.client_id }} className="link">
            All {counted(total, "device", "devices")}
          </Link>
        ) : undefined
      }
    >
      {query.isError && !query.data && <Failed what="the devices" error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading what="devices" rows={3} />}
      {query.data && devices.length === 0 && (
        <p className="flex items-center gap-2 text-dim">
          <Laptop size={15} aria-hidden />
          No device is enrolled at this client yet.
        </p>
      )}
      {devices.length > 0 && (
        <Table label="Devices" head={["Health", "Name", "Reason", "Criticality", "Last report"]}>
          {devices.map((device) => (
            <tr key={device.device_id}>
              <td>
                <State state={healthOf(device)} />
              </td>
              <td className="min-w-40">
                <Link to="/devices/$device_id" params={{ device_id: device.device_id }} className="hover:underline">
                  <Name device={device} />
                </Link>
              </td>
              <td className="min-w-40 text-dim">{device.health_reason}</td>
              <td className="whitespace-nowrap">
                <Criticality device={device} />
              </td>
              <td className="whitespace-nowrap text-dim">
                <Ago at={device.last_seen_at_unix_ms} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}

function Windows({ client, end }: { client: Client; end: boolean }) {
  const query = useApi(methods.listMaintenanceWindows, {
    filter: `${termText("client_id", client.client_id)} state:active,announced`,
    page_size: 100,
  });
  const change = useChange(methods.endMaintenanceWindow, [methods.listMaintenanceWindows]);
  const windows = query.data?.maintenance_windows ?? [];
  if (query.isError && !query.data)
    return (
      <Section title="Maintenance">
        <Failed what="maintenance windows" error={query.error} retry={() => void query.refetch()} />
      </Section>
    );
  return (
    <Section
      title="Maintenance"
      aside={
        <Link to="/maintenance" search={{ client: client.client_id }} className="link">
          Past ones too
        </Link>
      }
    >
      {windows.length === 0 ? (
        none("No window is planned or active.")
      ) : (
        <Table label="Maintenance windows" head={["State", "What", "Begins", "Ends", "Reason", ...(end ? [""] : [])]}>
          {windows.map((window) => (
            <tr key={window.maintenance_window_id}>
              <td>
                <State state={window.state} />
              </td>
              <td>{window.device_name || window.site_name || "the whole client"}</td>
              <td className="whitespace-nowrap">
                <Moment at={window.starts_at_unix_ms} />
              </td>
              <td className="whitespace-nowrap">
                <Until at={window.ends_at_unix_ms} />
              </td>
              <td className="min-w-40">
                {window.reason} <span className="text-xs text-dim">{window.created_by}</span>
              </td>
              {end && (
                <td className="text-end">
                  <Button
                    tone="quiet"
                    busy={change.isPending}
                    onClick={() => change.mutate({ maintenance_window_id: window.maintenance_window_id })}
                  >
                    {window.state === "active" ? "End now" : "Cancel"}
                  </Button>
                </td>
              )}
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}

interface Pages<Row> {
  rows: readonly Row[];
  total: number;
  isPending: boolean;
  isError: boolean;
  error: unknown;
  hasNextPage: boolean;
  refetch: () => unknown;
  fetchNextPage: () => unknown;
}

function Sites({ client, query, write, hold }: { client: Client; query: Pages<Site>; write: boolean; hold: boolean }) {
  const [editing, setEditing] = useState<Site | "new">();
  const [holding, setHolding] = useState<Site>();
  return (
    <Section
      title={`Sites (${count(query.total)})`}
      aside={
        write ? (
          <Button icon={Plus} onClick={() => setEditing("new")}>
            Add site
          </Button>
        ) : undefined
      }
    >
      {query.isError && query.rows.length === 0 && <Failed what="the sites" error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading what="sites" rows={2} />}
      {!query.isPending && !query.isError && query.rows.length === 0 && none("No site yet. A site is a place where devices stand.")}
      {query.rows.length > 0 && (
        <Table label="Sites" head={["Name", "Address", "Time zone", "Devices", ...(write || hold ? [""] : [])]}>
          {query.rows.map((site) => (
            <tr key={site.site_id}>
              <td className="font-medium">{site.name}</td>
              <td className="whitespace-pre-line">{site.address || <span className="text-dim">none</span>}</td>
              <td className="text-dim">{site.zone}</td>
              <td>
                <Link to="/devices" search={{ q: termText("site_id", site.site_id) }} className="link">
                  {count(site.device_count)}
                </Link>
              </td>
              {(write || hold) && (
                <td>
                  <span className="flex justify-end">
                    {hold && (
                      <IconButton icon={Wrench} label={`Maintenance of ${site.name}`} onClick={() => setHolding(site)} className="in-row" />
                    )}
                    {write && <IconButton icon={Pencil} label={`Edit ${site.name}`} onClick={() => setEditing(site)} className="in-row" />}
                  </span>
                </td>
              )}
            </tr>
          ))}
        </Table>
      )}
      {query.hasNextPage && (
        <Button className="mt-2" onClick={() => void query.fetchNextPage()}>
          More sites
        </Button>
      )}
      {editing && (
        <SiteDialog
          clientId={client.client_id}
          zone={client.zone}
          site={editing === "new" ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
      {holding && (
        <WindowDialog clientId={client.client_id} siteId={holding.site_id} what={holding.name} onClose={() => setHolding(undefined)} />
      )}
    </Section>
  );
}

function People({ client, sites, write }: { client: Client; sites: readonly Site[]; write: boolean }) {
  const query = useApiPages(
    methods.listPeople,
    { client_id: client.client_id, order_by: "name", page_size: 50 },
    (answer) => answer.people,
  );
  const [editing, setEditing] = useState<Person | "new">();
  const siteName = (id: string) => sites.find((site) => site.site_id === id)?.name;
  return (
    <Section
      title={`People (${count(query.total)})`}
      aside={
        write ? (
          <Button icon={Plus} onClick={() => setEditing("new")}>
            Add person
          </Button>
        ) : undefined
      }
    >
      {query.isError && query.rows.length === 0 && <Failed what="the people" error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading what="people" rows={2} />}
      {query.isSuccess && query.rows.length === 0 && none("No person yet. People ask for help, decide and approve.")}
      {query.rows.length > 0 && (
        <Table label="People" head={["Name", "E-mail", "Phone", "Position", "Site", "Is", "Devices", ...(write ? [""] : [])]}>
          {query.rows.map((person) => (
            <tr key={person.person_id}>
              <td className="font-medium">
                {person.name} {person.vip && <Chip>VIP</Chip>}
              </td>
              <td>
                {person.email ? (
                  <a href={`mailto:${person.email}`} className="link break-all">
                    {person.email}
                  </a>
                ) : (
                  <span className="text-dim">none</span>
                )}
              </td>
              <td className="whitespace-nowrap">
                {person.phone ? (
                  <a href={`tel:${person.phone}`} className="link">
                    {person.phone}
                  </a>
                ) : (
                  <span className="text-dim">none</span>
                )}
              </td>
              <td>{person.title}</td>
              <td>{siteName(person.site_id) ?? <span className="text-dim">none</span>}</td>
              <td>
                <span className="flex flex-wrap gap-1">
                  {person.roles.map((role) => (
                    <Chip key={role}>{roleShort(role)}</Chip>
                  ))}
                </span>
              </td>
              <td>
                <Link
                  to="/devices"
                  search={{ q: termText("person_id", person.person_id) }}
                  className="link"
                  aria-label={`Devices of ${person.name}`}
                  title={`Devices of ${person.name}`}
                >
                  <Laptop size={15} aria-hidden />
                </Link>
              </td>
              {write && (
                <td className="text-end">
                  <IconButton icon={Pencil} label={`Edit ${person.name}`} onClick={() => setEditing(person)} className="in-row" />
                </td>
              )}
            </tr>
          ))}
        </Table>
      )}
      <More of={query}>More people</More>
      <div className="mt-3">
        <Slot place="client_people" client={client} people={query.rows} write={write} />
      </div>
      {editing && (
        <PersonDialog
          clientId={client.client_id}
          sites={sites}
          person={editing === "new" ? undefined : editing}
          onClose={() => setEditing(undefined)}
        />
      )}
    </Section>
  );
}
