import { useState } from "react";
import { call, methods } from "@/api/client";
import { useApi, useChange } from "@/api/query";
import { useClients } from "@/app/client_filter";
import { usePageSearch } from "@/app/search";
import { WindowFields, windowReady } from "@/directory/window_fields";
import { emptyWindow, windowTimes } from "@/directory/window_times";
import { FormDialog } from "@/ui/dialog";
import { SelectField } from "@/ui/field";
import { termText } from "@/ui/filter";
import { say, sayProblem } from "@/ui/toast";

const touched = [methods.listMaintenanceWindows, methods.listAlerts, methods.listNow, methods.listDevices, methods.getDevice];

/// A window over a client, one of its sites or one device. The address may name the device.
export function NewWindow({ onClose }: { onClose: () => void }) {
  const [search] = usePageSearch();
  const clients = useClients();
  const named = useApi(methods.getDevice, { device_id: search.device ?? "" }, { enabled: Boolean(search.device) }).data;
  const [chosen, setChosen] = useState<{ client?: string; site?: string; device?: string }>({});
  const client = chosen.client ?? named?.client_id ?? search.client ?? (clients.length === 1 ? clients[0].client_id : "");
  const device = chosen.device ?? (chosen.client || chosen.site ? "" : (named?.device_id ?? ""));
  const site = chosen.site ?? "";
  const [form, setForm] = useState(emptyWindow);
  const sites =
    useApi(methods.listSites, { client_id: client, order_by: "name", page_size: 500 }, { enabled: client !== "" }).data?.sites ?? [];
  const devices =
    useApi(
      methods.listDevices,
      { filter: `${termText("client_id", client)} life:active`, order_by: "name", page_size: 500 },
      { enabled: client !== "" },
    ).data?.devices ?? [];
  const change = useChange(methods.createMaintenanceWindow, touched, {
    onSuccess: (made) => {
      onClose();
      say("Maintenance is planned.", () => {
        call(methods.endMaintenanceWindow, { maintenance_window_id: made.maintenance_window_id }).catch((error: unknown) =>
          sayProblem("The window is still there.", error),
        );
      });
    },
  });
  const submit = () => {
    const times = windowTimes(form, Date.now());
    // A device is the narrower choice: with it the site says nothing.
    change.mutate({
      client_id: client,
      site_id: device ? "" : site,
      device_id: device,
      starts_at_unix_ms: times.starts,
      ends_at_unix_ms: times.ends,
      reason: form.reason.trim(),
    });
  };
  const shown = devices.filter((one) => !site || one.site_id === site);
  const machines =
    named && client === named.client_id && !shown.some((one) => one.device_id === named.device_id) ? [named, ...shown] : shown;
  return (
    <FormDialog
      wide
      title="Plan maintenance"
      submit="Hold notices"
      onSubmit={submit}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
      disabled={!client || !windowReady(form)}
    >
      <div className="grid gap-3 sm:grid-cols-3">
        <SelectField
          label="Client"
          choices={[{ value: "", label: "Choose a client" }, ...clients.map((one) => ({ value: one.client_id, label: one.name ?? "" }))]}
          value={client}
          onChange={(event) => setChosen({ client: event.target.value })}
        />
        <SelectField
          label="Site"
          choices={[{ value: "", label: "All sites" }, ...sites.map((one) => ({ value: one.site_id, label: one.name }))]}
          value={site}
          onChange={(event) => setChosen({ ...chosen, client, site: event.target.value, device: "" })}
          disabled={!client}
        />
        <SelectField
          label="Device"
          choices={[{ value: "", label: "All devices" }, ...machines.map((one) => ({ value: one.device_id, label: one.name }))]}
          value={device}
          onChange={(event) => setChosen({ ...chosen, client, device: event.target.value })}
          disabled={!client}
        />
      </div>
      <WindowFields form={form} change={setForm} />
    </FormDialog>
  );
}
