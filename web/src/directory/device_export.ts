// The list as a file: the columns on screen, the rows of the filter, in their order.
import { methods } from "@/api/client";
import { collect } from "@/api/collect";
import type { Device } from "@/api/generated/schema";
import { csvOf, isoTime } from "@/ui/csv";

type Cell = string | number | boolean | undefined;
const cells: Record<string, readonly (readonly [string, (device: Device) => Cell])[]> = {
  status: [
    ["status", (device) => (device.status === "retired" ? "retired" : device.health)],
    ["status observed at", (device) => isoTime(device.health_observed_at_unix_ms)],
  ],
  name: [["name", (device) => device.name]],
  client: [["client", (device) => device.client_name]],
  site: [["site", (device) => device.site_name]],
  person: [["works with it", (device) => device.person_name]],
  reason: [["reason", (device) => device.health_reason]],
  spark: [],
  cpu: [["cpu used (%)", (device) => device.cpu_used_percent]],
  memory: [["memory used (%)", (device) => device.memory_used_percent]],
  disk: [["fullest volume (%)", (device) => device.disk_used_percent]],
  alerts: [["open alerts", (device) => device.open_alert_count]],
  criticality: [
    ["criticality", (device) => device.criticality],
    ["criticality assumed", (device) => device.criticality_assumed],
  ],
  os: [["operating system", (device) => device.os]],
  ip: [["address", (device) => device.address]],
  agent: [["agent version", (device) => device.agent_version]],
  enrolled: [["enrolled at", (device) => isoTime(device.enrolled_at_unix_ms)]],
  seen: [["last report at", (device) => isoTime(device.last_seen_at_unix_ms)]],
};

export function devicesAsCsv(devices: readonly Device[], columns: readonly string[]): string {
  const shown = columns.flatMap((key) => cells[key] ?? []);
  return csvOf(
    shown.map(([title]) => title),
    devices.map((device) => shown.map(([, read]) => read(device))),
  );
}

/// Every device that matches. `progress` hears how many are here.
export const collectDevices = (filter: string, order: string, signal: AbortSignal, progress: (loaded: number) => void): Promise<Device[]> =>
  collect({ method: methods.listDevices, filter, order, rows: (answer) => answer.devices, idOf: (device) => device.device_id, signal, progress });
