// Waiting for the agents of one enrolment line: each machine that comes gets a row that turns green
// with its first judged report.
import { useCallback, useEffect } from "react";
import { Link } from "@tanstack/react-router";
import { LoaderCircle } from "lucide-react";
import { methods } from "@/api/client";
import type { Device } from "@/api/generated/schema";
import { useLive } from "@/api/live";
import { queries, refresh, useApi } from "@/api/query";
import { useLiveDevice } from "@/monitoring/use_live_device";
import { buttonClass } from "@/ui/button";
import { Failed } from "@/ui/empty";
import { counted } from "@/ui/format";
import { Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { useNow } from "@/ui/clock";
import { healthOf } from "./device_cells";

export function EnrolmentArrivals({ enrolmentId }: { enrolmentId: string }) {
  const query = useApi(methods.getEnrolment, { enrolment_id: enrolmentId }, { refetchInterval: 3000 });
  const now = useNow();
  useLive(
    "device",
    useCallback(() => void refresh(queries, [methods.getEnrolment]), []),
  );
  const enrolment = query.data;
  const came = enrolment?.device_ids.length ?? 0;
  // Each machine that comes uses the line up a little.
  useEffect(() => {
    if (came > 0) void refresh(queries, [methods.listEnrolments]);
  }, [came]);
  if (query.isError && !enrolment) return <Failed what="this enrolment line" error={query.error} retry={() => void query.refetch()} />;
  const ids = enrolment?.device_ids ?? [];
  const open = enrolment && !enrolment.revoked && enrolment.uses_left > 0 && enrolment.expires_at_unix_ms > now;
  return (
    <Section title="Machines that came">
      <div aria-live="polite" className="space-y-2">
        {ids.map((id) => (
          <Arrival key={id} id={id} />
        ))}
        {(open || !enrolment) && (
          <p className="flex items-center gap-2 rounded-lg border border-dashed border-line px-3 py-2.5 text-dim">
            <LoaderCircle size={15} aria-hidden className="animate-spin" />
            Waiting for the agent
            {ids.length > 0 && enrolment ? `: ${counted(enrolment.uses_left, "more machine", "more machines")} may come` : ""}. This page
            notices by itself.
          </p>
        )}
        {enrolment && !open && ids.length === 0 && (
          <p className="text-dim">{enrolment.revoked ? "This line was withdrawn." : "This line has expired."} No machine came with it.</p>
        )}
      </div>
    </Section>
  );
}

function step(device: Device | undefined): { state: string; label: string } {
  if (!device) return { state: "pending", label: "Enrolled" };
  if (device.health_observed_at_unix_ms > 0 && device.health !== "unknown")
    return { state: healthOf(device), label: device.health === "ok" ? "Reporting, all well" : "Reporting" };
  return { state: "pending", label: device.connected ? "Connected, first report to come" : "Enrolled, connection to come" };
}

function Arrival({ id }: { id: string }) {
  const query = useApi(methods.getDevice, { device_id: id }, { refetchInterval: 3000 });
  useLiveDevice(id);
  const device = query.data;
  const { state, label } = step(device);
  const good = state === "ok";
  return (
    <div
      className={`flex flex-wrap items-center gap-x-4 gap-y-1 rounded-lg border px-3 py-2.5 ${good ? "border-ok/50 bg-ok-bg" : "border-line"}`}
    >
      <State state={state} label={label} className="font-medium" />
      <span className="min-w-0 flex-1">
        <span className="font-medium">{device?.name ?? "a machine"}</span>
        {device?.os && <span className="text-dim"> {device.os}</span>}
        {device && device.health_reason && !good && <span className="block text-dim">{device.health_reason}</span>}
      </span>
      {device && device.health_observed_at_unix_ms > 0 && (
        <span className="text-dim">
          observed <Ago at={device.health_observed_at_unix_ms} />
        </span>
      )}
      <Link to="/devices/$device_id" params={{ device_id: id }} className={buttonClass(good ? "primary" : "plain")}>
        Open the device
      </Link>
    </div>
  );
}
