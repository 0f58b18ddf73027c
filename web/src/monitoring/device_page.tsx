// One device: how it is and since when we know, its checks, charts, alerts, inventory, exemptions.
import { lazy, Suspense, useEffect, useState, type KeyboardEvent } from "react";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { Ellipsis, Pencil, TicketPlus, Wrench } from "lucide-react";
import { call, methods } from "@/api/client";
import type { Device } from "@/api/generated/schema";
import { queries, refresh, useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { usePageSearch } from "@/app/search";
import { ChangeDevices } from "@/directory/change_devices";
import { Bar, ClassIcon, Criticality, healthOf, Marks } from "@/directory/device_cells";
import { useDeviceMenu } from "@/directory/device_preview";
import type { ChangeKind } from "@/directory/device_changes";
import { EditDevice } from "@/directory/edit_device";
import { Button, buttonClass } from "@/ui/button";
import { Failed, Loading } from "@/ui/empty";
import { termText } from "@/ui/filter";
import { useKeys } from "@/ui/keys";
import { Menu } from "@/ui/menu";
import { Facts, Notice, Section } from "@/ui/panel";
import { remember } from "@/ui/recent";
import { Slot } from "@/ui/slot";
import { Chip, State } from "@/ui/status";
import { Ago, Moment, Until } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { say, sayProblem } from "@/ui/toast";
import { CheckList } from "./check_list";
import { AlertLines, DeviceAlerts } from "./device_alerts";
import { DeviceInventoryView } from "./device_inventory";
import { ExemptionList } from "./exemption_list";
import { useLiveDevice } from "./use_live_device";

const DeviceCharts = lazy(() => import("./device_charts").then((module) => ({ default: module.DeviceCharts })));

const tabs = [
  { key: "", label: "Overview" },
  { key: "charts", label: "Charts" },
  { key: "alerts", label: "Alerts" },
  { key: "inventory", label: "Inventory" },
  { key: "exemptions", label: "Exemptions" },
];

export default function DevicePage() {
  const { device_id: id } = useParams({ strict: false }) as { device_id: string };
  const query = useApi(methods.getDevice, { device_id: id });
  useLiveDevice(id);
  const device = query.data;
  useTitle(
    device?.name ?? "Device",
    <Link to="/devices" className="whitespace-nowrap text-dim hover:text-ink max-sm:hidden">
      Devices /
    </Link>,
  );
  useEffect(() => {
    if (device) remember({ label: device.name, hint: `Device · ${device.client_name}`, to: `/devices/${device.device_id}` });
  }, [device?.name, device?.client_name, device?.device_id]); // oxlint-disable-line react/exhaustive-deps
  const list = (
    <Link to="/devices" className={buttonClass()}>
      All devices
    </Link>
  );
  if (query.isError && !device)
    return <Failed what="this device" error={query.error} retry={() => void query.refetch()} instead={list} />;
  if (!device) return <Loading what="the device" rows={10} />;
  return <DeviceView device={device} />;
}

function DeviceView({ device }: { device: Device }) {
  const [search, change] = usePageSearch();
  const [changing, setChanging] = useState<ChangeKind>();
  const [editing, setEditing] = useState(false);
  const tab = tabs.some((one) => one.key === search.tab) ? (search.tab ?? "") : "";
  const navigate = useNavigate();
  const menu = useDeviceMenu(device, setChanging);
  const mayTicket = useMay("ticket.write"),
    mayWindow = useMay("maintenance.write");
  const mayEdit = device.allowed_actions.includes("edit");
  const ticket = () => void navigate({ to: "/tickets", search: { make: "ticket", device: device.device_id } });
  const step = (by: number) => change({ tab: tabs[(tabs.findIndex((one) => one.key === tab) + by + tabs.length) % tabs.length].key }, true);
  useKeys([
    ...(mayEdit ? [{ keys: "e", label: "Edit the device", group: "Device", run: () => setEditing(true) }] : []),
    ...(mayTicket ? [{ keys: "c", label: "Add a ticket about the device", group: "Device", run: ticket }] : []),
    { keys: "ArrowRight", label: "Next tab", group: "Device", run: () => step(1) },
    { keys: "ArrowLeft", label: "Tab before", group: "Device", run: () => step(-1) },
    { keys: "Escape", label: "Back to the devices", group: "Device", run: () => void navigate({ to: "/devices" }) },
  ]);
  return (
    <div className="scroll-thin @container h-full overflow-auto">
      <header className="border-b border-line px-4 pt-3 md:px-6">
        <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
          <div className="min-w-0 flex-1 basis-72">
            <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
              <h2 className="flex min-w-0 items-center gap-2 text-lg font-semibold">
                <ClassIcon device={device} />
                <span className="min-w-0 break-words">{device.name}</span>
                <Marks device={device} />
              </h2>
              <State state={healthOf(device)} className="font-medium" />
              {device.status !== "retired" && (
                <Chip tone={device.connected ? "bg-ok-bg text-ok" : "bg-hover text-dim"}>
                  {device.connected ? "Agent connected" : "Agent not connected"}
                </Chip>
              )}
            </div>
            <p className="mt-0.5 text-dim">
              {device.health_reason && <span className="text-ink">{device.health_reason}. </span>}
              Evidence <Ago at={device.health_observed_at_unix_ms} never="never observed" />, last report{" "}
              <Ago at={device.last_seen_at_unix_ms} never="never" />.
            </p>
          </div>
          <div className="no-print flex flex-wrap items-center gap-2">
            {mayWindow && device.status !== "retired" && (
              <Button icon={Wrench} className="max-sm:hidden" onClick={() => setChanging("maintenance")}>
                Maintenance
              </Button>
            )}
            {mayTicket && (
              <Button icon={TicketPlus} keys="c" onClick={ticket}>
                Add ticket
              </Button>
            )}
            {mayEdit && (
              <Button icon={Pencil} keys="e" onClick={() => setEditing(true)}>
                Edit
              </Button>
            )}
            <Menu label="Change this device" icon={Ellipsis} quiet items={menu} />
          </div>
        </div>
        <Notices device={device} />
        <TabBar tab={tab} pick={(key) => change({ tab: key }, true)} />
      </header>
      <div role="tabpanel" id="device-panel" aria-labelledby={`tab-${tab}`} className="space-y-6 px-4 py-4 md:px-6">
        {tab === "" && <Overview device={device} />}
        {tab === "charts" && (
          <Suspense fallback={<Loading what="charts" />}>
            <DeviceCharts device={device} />
          </Suspense>
        )}
        {tab === "alerts" && <DeviceAlerts deviceId={device.device_id} />}
        {tab === "inventory" && <DeviceInventoryView device={device} />}
        {tab === "exemptions" && <ExemptionList clientId={device.client_id} device={device} />}
      </div>
      {changing && (
        <ChangeDevices
          kind={changing}
          targets={{ devices: [device] }}
          onClose={() => setChanging(undefined)}
          onDone={() => void refresh(queries, [methods.getDevice])}
        />
      )}
      {editing && <EditDevice device={device} onClose={() => setEditing(false)} />}
    </div>
  );
}

function TabBar({ tab, pick }: { tab: string; pick: (key: string) => void }) {
  const press = (event: KeyboardEvent) => {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const next = tabs[(tabs.findIndex((one) => one.key === tab) + by + tabs.length) % tabs.length].key;
    pick(next);
    document.getElementById(`tab-${next}`)?.focus();
  };
  return (
    <div
      role="tablist"
      aria-label="Device"
      onKeyDown={press}
      tabIndex={-1}
      className="no-print mt-2 -mb-px flex gap-1 overflow-x-auto outline-none [scrollbar-width:none]"
    >
      {tabs.map((one) => (
        <button
          key={one.key}
          type="button"
          role="tab"
          id={`tab-${one.key}`}
          aria-selected={one.key === tab}
          aria-controls="device-panel"
          tabIndex={one.key === tab ? 0 : -1}
          onClick={() => pick(one.key)}
          className={`h-8 shrink-0 border-b-2 px-2.5 ${one.key === tab ? "border-accent font-medium" : "border-transparent text-dim hover:text-ink"}`}
        >
          {one.label}
        </button>
      ))}
    </div>
  );
}

function Notices({ device }: { device: Device }) {
  const windows = useApi(
    methods.listMaintenanceWindows,
    { filter: `${termText("client_id", device.client_id)} state:active,announced`, page_size: 100 },
    { enabled: device.status !== "retired" },
  );
  const mine = (windows.data?.maintenance_windows ?? []).filter((window) =>
    window.device_id ? window.device_id === device.device_id : !window.site_id || window.site_id === device.site_id,
  );
  const may = useMay("maintenance.write");
  const end = (id: string) => {
    call(methods.endMaintenanceWindow, { maintenance_window_id: id })
      .then(
        () => say("The window is over; notices are sent again."),
        (error: unknown) => sayProblem("The window is still there.", error),
      )
      .finally(() => void refresh(queries, [methods.listMaintenanceWindows, methods.getDevice]));
  };
  return (
    <div className="space-y-2 [&>*]:mt-2">
      {device.status === "retired" && <Notice tone="info">This device is retired. Its history is kept; it is not watched.</Notice>}
      {device.attention && <Notice tone="warn">{device.attention}</Notice>}
      {mine.map((window) => (
        <Notice key={window.maintenance_window_id} tone="info">
          <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <Wrench size={15} aria-hidden className="shrink-0 text-accent" />
            <span className="min-w-0 flex-1">
              {window.state === "active" ? (
                <>
                  In maintenance, ends <Until at={window.ends_at_unix_ms} />
                </>
              ) : (
                <>
                  Maintenance planned, begins <Until at={window.starts_at_unix_ms} />
                </>
              )}{" "}
              <span className="text-dim">
                ({window.device_id ? "this device" : window.site_id ? window.site_name : "the whole client"}, {window.created_by}):{" "}
                {window.reason}
              </span>
            </span>
            {may && <Button onClick={() => end(window.maintenance_window_id)}>{window.state === "active" ? "End now" : "Cancel"}</Button>}
          </div>
        </Notice>
      ))}
    </div>
  );
}

function Overview({ device }: { device: Device }) {
  return (
    <>
      <div className="grid gap-6 @3xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
        <Section title="Device">
          <Facts
            rows={[
              [
                "Client",
                <Link key="client" to="/clients/$client_id" params={{ client_id: device.client_id }} className="link">
                  {device.client_name}
                </Link>,
              ],
              ["Site", device.site_name || "none"],
              [
                "Person",
                device.person_id ? (
                  <Link key="person" to="/devices" search={{ q: termText("person_id", device.person_id) }} className="link">
                    {device.person_name}
                  </Link>
                ) : (
                  "nobody in particular"
                ),
              ],
              ["Class", device.device_class || "unknown"],
              ["Criticality", <Criticality key="criticality" device={device} />],
              ["Host name", device.hostname || "not reported"],
              ["Address", device.address || "not reported"],
              ["System", device.os || "not reported"],
              ["Agent", device.agent_version || "not reported"],
              [
                "Enrolled",
                <span key="enrolled">
                  <Moment at={device.enrolled_at_unix_ms} />
                  {device.first_use_trust && <span className="text-dim"> by a line of this server: it may watch, not act</span>}
                </span>,
              ],
              ...(device.note
                ? [
                    [
                      "Note",
                      <span key="note" className="whitespace-pre-wrap">
                        {device.note}
                      </span>,
                    ] as const,
                  ]
                : []),
            ]}
          />
        </Section>
        <div className="space-y-6">
          <Section title="Now">
            <div className="grid grid-cols-3 gap-4">
              {(
                [
                  ["CPU", device.cpu_used_percent],
                  ["Memory", device.memory_used_percent],
                  ["Fullest disk", device.disk_used_percent],
                ] as const
              ).map(([name, value]) => (
                <div key={name} className="min-w-0">
                  <p className="text-xs text-dim">{name}</p>
                  <Bar value={value} wide />
                </div>
              ))}
            </div>
          </Section>
          <Section title="Open alerts">
            <AlertLines deviceId={device.device_id} />
          </Section>
          <Slot place="device_state" device={device} />
        </div>
      </div>
      <Section title="Checks">
        <CheckList device={device} />
      </Section>
      <Slot place="device_aside" device={device} />
    </>
  );
}
