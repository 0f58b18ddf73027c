// A device beside the list: how it is, since when we know, what is wrong; the page is one step further.
import { Link } from "@tanstack/react-router";
import { Archive, ArrowRightLeft, Ellipsis, Gauge, Wrench } from "lucide-react";
import { methods } from "@/api/client";
import type { Device } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useSession } from "@/api/session";
import { CheckList } from "@/monitoring/check_list";
import { useLiveDevice } from "@/monitoring/use_live_device";
import { buttonClass } from "@/ui/button";
import { Failed, Loading } from "@/ui/empty";
import { Menu, type MenuItem } from "@/ui/menu";
import { Aside, Facts, Notice, Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { AlertLines } from "@/monitoring/device_alerts";
import { Bar, ClassIcon, Criticality, healthOf, Marks } from "./device_cells";
import { changeWords, type ChangeKind } from "./device_changes";

const icons = { maintenance: Wrench, criticality: Gauge, move: ArrowRightLeft, retire: Archive } as const;
const labels: Record<ChangeKind, string> = {
  maintenance: "Maintenance window",
  criticality: "Set criticality",
  move: "Move",
  retire: "Retire",
};

/// The changes that this person may make on this device.
export function useDeviceMenu(device: Device | undefined, onChange: (kind: ChangeKind, device: Device) => void): MenuItem[] {
  const permissions = useSession()?.permissions ?? [];
  if (!device || device.status === "retired") return [];
  return (["maintenance", "criticality", "move", "retire"] as const)
    .filter((kind) => permissions.includes(changeWords[kind].needs))
    .map((kind) => ({ label: labels[kind], icon: icons[kind], danger: kind === "retire", run: () => onChange(kind, device) }));
}

export function DevicePreview({
  id,
  onClose,
  onChange,
}: {
  id: string;
  onClose: () => void;
  onChange: (kind: ChangeKind, device: Device) => void;
}) {
  const query = useApi(methods.getDevice, { device_id: id });
  useLiveDevice(id);
  const device = query.data;
  const menu = useDeviceMenu(device, onChange);
  const title = device ? (
    <span className="flex min-w-0 items-center gap-2">
      <ClassIcon device={device} />
      <span className="truncate">{device.name}</span>
      <Marks device={device} />
    </span>
  ) : (
    "Device"
  );
  const actions = device && (
    <>
      <Link to="/devices/$device_id" params={{ device_id: id }} className={buttonClass("plain")} aria-keyshortcuts="o">
        Open
      </Link>
      <Menu label="Change this device" icon={Ellipsis} quiet items={menu} />
    </>
  );
  return (
    <Aside label={`Device ${device?.name ?? ""}`} title={title} actions={actions} onClose={onClose}>
      {query.isError && !device && <Failed what="this device" error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading what="the device" rows={8} />}
      {device && (
        <div className="space-y-5 p-4">
          <div>
            <State state={healthOf(device)} className="font-medium" />
            {device.health_reason && <p className="mt-0.5">{device.health_reason}</p>}
            <p className="text-dim">
              Evidence: <Ago at={device.health_observed_at_unix_ms} never="nothing observed yet" />
              {device.connected ? ". The agent is connected." : ". The agent is not connected."}
            </p>
          </div>
          {device.attention && <Notice tone="warn">{device.attention}</Notice>}
          <div className="grid grid-cols-3 gap-4">
            {(
              [
                ["CPU", device.cpu_used_percent],
                ["Memory", device.memory_used_percent],
                ["Fullest disk", device.disk_used_percent],
              ] as const
            ).map(([name, value]) => (
              <div key={name}>
                <p className="text-xs text-dim">{name}</p>
                <Bar value={value} wide />
              </div>
            ))}
          </div>
          <Facts
            rows={[
              [
                "Client",
                <Link key="client" to="/clients/$client_id" params={{ client_id: device.client_id }} className="link">
                  {device.client_name}
                </Link>,
              ],
              ["Site", device.site_name || "none"],
              ["Person", device.person_name || "nobody in particular"],
              ["System", device.os || "not reported"],
              ["Address", device.address || "not reported"],
              ["Criticality", <Criticality key="criticality" device={device} />],
              ["Agent", device.agent_version || "not reported"],
            ]}
          />
          <Section title="Open alerts">
            <AlertLines deviceId={id} />
          </Section>
          <Section title="Checks">
            <CheckList device={device} brief />
          </Section>
        </div>
      )}
    </Aside>
  );
}
