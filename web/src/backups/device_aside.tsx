// What is protected of one machine, and which backups run on it, on its page.
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { BackupItem, BackupRun, Device } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { counted } from "@/ui/format";
import { Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { itemsOfDevice, runsOfBackup, runsOfDevice } from "./backup_filters";
import { itemMark, runMark } from "./backup_words";

const shown = 5;
// Among so many newest runs the last one of each backup is looked for.
const searched = 50;

export default function DeviceAside({ device }: { device: Device }) {
  return useMay("backup.read") ? <Backups device={device} /> : null;
}

function Backups({ device }: { device: Device }) {
  const items = useApi(methods.listBackupItems, { filter: itemsOfDevice(device.device_id), order_by: "state", page_size: shown }).data;
  const runs = useApi(methods.listBackupRuns, { filter: runsOfDevice(device.device_id), order_by: "-started", page_size: searched }).data;
  if (!items || !runs) return null;
  const newest = newestOfEach(runs.runs).slice(0, shown);
  const isUndecided = items.total === 0 && device.status !== "retired";
  return (
    <Section
      title="Backups"
      aside={
        items.total + runs.total > 0 && (
          <>
            <Link to="/backups/items" search={{ q: itemsOfDevice(device.device_id) }} className="link">
              {counted(items.total, "item", "items")}
            </Link>
            <Link to="/backups/runs" search={{ q: runsOfDevice(device.device_id) }} className="link">
              {counted(runs.total, "run", "runs")}
            </Link>
          </>
        )
      }
    >
      {isUndecided && (
        <p className="text-dim">
          Nobody decided whether this machine needs a backup. It stands among the{" "}
          <Link to="/backups/gaps" search={{ client: device.client_id }} className="link">
            gaps
          </Link>
          .
        </p>
      )}
      <div className="grid gap-6 @3xl:grid-cols-2">
        {items.total > 0 && (
          <div>
            <h3 className="mb-1 text-xs text-dim">Lives here</h3>
            <ul className="space-y-2">
              {items.items.map((one) => (
                <Item key={one.item_id} item={one} />
              ))}
            </ul>
          </div>
        )}
        {runs.total > 0 && (
          <div>
            <h3 className="mb-1 text-xs text-dim">Runs here, each backup&apos;s last</h3>
            <ul className="space-y-2">
              {newest.map((run) => (
                <Run key={run.run_id} run={run} />
              ))}
            </ul>
          </div>
        )}
      </div>
    </Section>
  );
}

function newestOfEach(runs: readonly BackupRun[]): BackupRun[] {
  const seen = new Set<string>();
  return runs.filter((run) => !seen.has(run.label) && seen.add(run.label));
}

function Run({ run }: { run: BackupRun }) {
  return (
    <li className="min-w-0">
      <Link to="/backups/runs" search={{ q: runsOfBackup(run.device_id, run.label), open: run.run_id }} className="link mono break-all">
        {run.label}
      </Link>
      <span className="flex flex-wrap gap-x-2 text-xs text-dim">
        <State {...runMark(run.state)} />
        <Ago at={run.started_at_unix_ms || run.scheduled_at_unix_ms} />
        {run.item_id ? run.item_name : "without a plan"}
      </span>
    </li>
  );
}

function Item({ item }: { item: BackupItem }) {
  return (
    <li className="min-w-0">
      <Link to="/backups/items/$item_id" params={{ item_id: item.item_id }} className="link block break-words">
        {item.name}
      </Link>
      <span className="flex flex-wrap gap-x-2 text-xs text-dim">
        <State {...itemMark(item)} />
        {item.decision === "not_needed" ? item.reason : item.state_text}
      </span>
    </li>
  );
}
