// How one device looks in a list: wide as columns, narrow as two lines.
import { CircleAlert, Laptop, Monitor, Server, Wrench, type LucideIcon } from "lucide-react";
import { Link } from "@tanstack/react-router";
import type { Device } from "@/api/generated/schema";
import { measured } from "@/ui/format";
import type { Column } from "@/ui/grid_columns";
import { Spark } from "@/ui/spark";
import { Chip, State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { sparkOf } from "./sparks";

const classIcons: Record<string, LucideIcon> = { server: Server, workstation: Monitor, laptop: Laptop };
const kindOf = (device: Device) => device.device_class || "device";

export function ClassIcon({ device }: { device: Device }) {
  const Icon = classIcons[device.device_class] ?? Monitor;
  return <Icon size={14} className="shrink-0 text-dim" aria-label={kindOf(device)} />;
}

/// Retired machines have no health any more.
export const healthOf = (device: Device): string => (device.status === "retired" ? "retired" : device.health || "unknown");

export function healthHint(device: Device): string | undefined {
  return device.health_reason || undefined;
}

export function Name({ device }: { device: Device }) {
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <ClassIcon device={device} />
      <span className="truncate font-medium" title={device.name}>
        {device.name}
      </span>
      <Marks device={device} />
    </span>
  );
}

export function Marks({ device }: { device: Device }) {
  return (
    <>
      {device.maintenance_until && <Wrench size={13} aria-label="In maintenance" className="shrink-0 text-accent" />}
      {device.attention && (
        <span title={device.attention} className="shrink-0">
          <CircleAlert size={13} aria-label={device.attention} className="text-warn" />
        </span>
      )}
      {device.demo && <Chip>Demo</Chip>}
    </>
  );
}

/// A share of something as a bar and a number. Levels here only colour; checks decide.
export function Bar({ value, wide = false }: { value: number | undefined; wide?: boolean }) {
  if (value === undefined) return <span className="text-dim">no value</span>;
  return (
    <span className="flex items-center gap-2">
      <span aria-hidden className={`h-[5px] overflow-hidden rounded-full bg-line ${wide ? "min-w-0 flex-1" : "w-9 shrink-0"}`}>
        <span
          className={`block h-full ${value >= 90 ? "bg-crit" : "bg-accent"}`}
          style={{ width: `${Math.min(100, Math.max(0, value))}%` }}
        />
      </span>
      <span className={`text-end whitespace-nowrap ${wide ? "w-11 font-medium" : "flex-1"}`}>{measured(Math.round(value), "%")}</span>
    </span>
  );
}

const text = (value: string) => (value ? <span title={value}>{value}</span> : <span className="text-dim">none</span>);

export const deviceColumns: readonly Column<Device>[] = [
  {
    key: "status",
    title: "Status",
    width: "92px",
    sort: "status",
    cell: (device) => (
      <span title={healthHint(device)}>
        <State state={healthOf(device)} />
      </span>
    ),
  },
  { key: "name", title: "Name", width: "minmax(170px,1.6fr)", sort: "name", cell: (device) => <Name device={device} /> },
  { key: "client", title: "Client", width: "minmax(110px,1fr)", sort: "client", cell: (device) => text(device.client_name) },
  { key: "site", title: "Site", width: "minmax(90px,0.8fr)", sort: "site", from: 900, cell: (device) => text(device.site_name) },
  { key: "person", title: "Person", width: "minmax(100px,0.8fr)", sort: "person", from: 1000, cell: (device) => text(device.person_name) },
  { key: "reason", title: "Reason", width: "minmax(160px,2fr)", from: 1000, cell: (device) => text(device.health_reason) },
  {
    key: "spark",
    title: "CPU, 24 h",
    width: "100px",
    from: 760,
    cell: (device) => <Spark values={sparkOf(device.device_id)} what="Processor, 24 hours" />,
  },
  { key: "cpu", title: "CPU", width: "86px", sort: "cpu", from: 860, cell: (device) => <Bar value={device.cpu_used_percent} /> },
  {
    key: "memory",
    title: "Memory",
    width: "86px",
    sort: "memory",
    from: 1050,
    cell: (device) => <Bar value={device.memory_used_percent} />,
  },
  { key: "disk", title: "Disk", width: "86px", sort: "disk", from: 640, cell: (device) => <Bar value={device.disk_used_percent} /> },
  { key: "alerts", title: "Alerts", width: "56px", sort: "alerts", end: true, from: 960, cell: (device) => <OpenAlerts device={device} /> },
  {
    key: "criticality",
    title: "Criticality",
    width: "84px",
    sort: "criticality",
    from: 1100,
    cell: (device) => <Criticality device={device} />,
  },
  { key: "os", title: "System", width: "minmax(110px,0.9fr)", sort: "os", from: 1150, cell: (device) => text(device.os) },
  { key: "ip", title: "Address", width: "112px", sort: "ip", from: 1000, cell: (device) => text(device.address) },
  { key: "agent", title: "Agent", width: "72px", sort: "agent", from: 1200, cell: (device) => text(device.agent_version) },
  {
    key: "enrolled",
    title: "Enrolled",
    width: "72px",
    sort: "enrolled",
    from: 1200,
    end: true,
    cell: (device) => <Ago at={device.enrolled_at_unix_ms} bare className="text-dim" />,
  },
  {
    key: "seen",
    title: "Last report",
    width: "80px",
    sort: "seen",
    from: 600,
    end: true,
    cell: (device) => <Ago at={device.last_seen_at_unix_ms} bare className="text-dim" />,
  },
];
export const columnKeys = deviceColumns.map((column) => column.key);
export const shippedColumns = ["status", "name", "client", "site", "spark", "cpu", "memory", "disk", "alerts", "seen"];

function OpenAlerts({ device }: { device: Device }) {
  if (device.open_alert_count === 0) return <span className="text-dim">0</span>;
  return (
    <Link to="/devices/$device_id" params={{ device_id: device.device_id }} search={{ tab: "alerts" }} className="link">
      {device.open_alert_count}
    </Link>
  );
}

export function Criticality({ device }: { device: Device }) {
  return (
    <span title={device.criticality_assumed ? "Assumed from the kind of machine; nobody has said it yet" : undefined}>
      {device.criticality || "none"}
      {device.criticality_assumed && <span className="text-dim"> assumed</span>}
    </span>
  );
}

/// Two lines: what it is and how it is; where it is and how old that is.
export function DeviceCard({ device }: { device: Device }) {
  return (
    <span className="block min-w-0">
      <span className="flex min-w-0 items-center justify-between gap-2">
        <Name device={device} />
        <State state={healthOf(device)} className="shrink-0" />
      </span>
      <span className="flex min-w-0 justify-between gap-2 text-xs text-dim">
        <span className="truncate">
          {device.health !== "ok" && device.health_reason
            ? device.health_reason
            : [device.client_name, device.site_name].filter(Boolean).join(", ")}
        </span>
        <Ago at={device.last_seen_at_unix_ms} className="shrink-0" />
      </span>
    </span>
  );
}
