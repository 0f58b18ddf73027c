import { useState } from "react";
import { methods } from "@/api/client";
import type { Device } from "@/api/generated/schema";
import { useApiPages } from "@/api/query";
import { More } from "@/ui/more";
import { Failed, Loading, NotAllowed } from "@/ui/empty";
import { count } from "@/ui/format";
import { State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { base, choose, To, usePlace } from "./address";
import { useAskAgain } from "./live";
import { Heading, Quiet } from "./parts";
import { useMe } from "./who";

const views = [
  { value: "", label: "All" },
  { value: "critical", label: "Critical" },
  { value: "warning", label: "Warning" },
  { value: "unknown", label: "Unknown" },
  { value: "ok", label: "OK" },
];

export default function Devices() {
  const me = useMe();
  const { search } = usePlace();
  const health = search.get("health") ?? "";
  const query = useApiPages(
    methods.listDevices,
    { filter: `life:active${health ? ` status:${health}` : ""}`, order_by: "name", page_size: 100 },
    (answer) => answer.devices,
    { enabled: me.may("device.read"), refetchInterval: useAskAgain() },
  );
  if (!me.may("device.read")) return <NotAllowed what="devices" />;
  return (
    <>
      <Heading title="Your devices" />
      <div role="group" aria-label="Which devices" className="mb-3 flex max-w-full gap-1 overflow-x-auto">
        {views.map((view) => (
          <button
            key={view.value}
            type="button"
            aria-pressed={view.value === health}
            className={`h-9 shrink-0 rounded-md border px-3 ${
              view.value === health ? "border-accent bg-accent font-medium text-accent-ink" : "border-line hover:bg-hover"
            }`}
            onClick={() => choose({ health: view.value })}
          >
            {view.label}
          </button>
        ))}
      </div>
      {query.isPending && <Loading what="the devices" />}
      {query.isError && query.rows.length === 0 && <Failed what="the devices" error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && query.rows.length === 0 && <Quiet>{health ? "No device is in this state." : "No device is watched yet."}</Quiet>}
      {query.rows.length > 0 && (
        <>
          <p className="mb-2 text-sm text-dim" role="status">
            {count(query.total)} {health || "in all"}
          </p>
          <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line">
            {query.rows.map((device) => (
              <DeviceRow key={device.device_id} device={device} />
            ))}
          </ul>
        </>
      )}
      <More of={query} className="mt-3 h-11 w-full">Show more</More>
    </>
  );
}

function DeviceRow({ device }: { device: Device }) {
  const me = useMe();
  const [open, setOpen] = useState(false);
  return (
    <li className="bg-bg">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-14 w-full flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-2.5 text-left hover:bg-hover"
      >
        <span className="min-w-0 flex-1 basis-40 font-medium break-words">{device.name}</span>
        <State state={device.health} />
        <span className="basis-full text-sm break-words text-dim">
          {device.health !== "ok" && device.health_reason ? `${device.health_reason} ` : ""}
          Last seen <Ago at={device.last_seen_at_unix_ms} />
          {device.health_observed_at_unix_ms > 0 && (
            <>
              , judged by what was measured <Ago at={device.health_observed_at_unix_ms} />
            </>
          )}
        </span>
      </button>
      {open && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-t border-line bg-panel px-4 py-3 text-sm">
          <span>{device.os || "Operating system not known"}</span>
          {device.site_name && <span>{device.site_name}</span>}
          {device.maintenance_until && <span>In maintenance</span>}
          {me.may("ticket.write") && (
            <To to={`${base}/new?device=${device.device_id}`} className="link ml-auto">
              New ticket about it
            </To>
          )}
        </div>
      )}
    </li>
  );
}
