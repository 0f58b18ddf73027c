// The dialog of every change on one or many devices: what exactly is concerned and what is to be done.
import { useEffect, useState } from "react";
import type { Device } from "@/api/generated/schema";
import { queries, refresh } from "@/api/query";
import { methods } from "@/api/client";
import { Dialog, FormDialog } from "@/ui/dialog";
import { Failed } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { count, counted } from "@/ui/format";
import { changeMany } from "@/ui/bulk_orders";
import { clientNames, typedAbove } from "@/ui/bulk_run";
import { afterUndo } from "@/ui/toast";
import { ChangeFields, changeReady } from "./change_fields";
import { changeDevice, changeWords, type ChangeForm, type ChangeKind } from "./device_changes";
import { collectDevices } from "./device_export";
import { emptyWindow } from "./window_times";

/// Devices by name, or everything that a filter matches when the dialog opens.
export type Targets = { devices: readonly Device[] } | { filter: string };
interface Props {
  kind: ChangeKind;
  targets: Targets;
  onClose: () => void;
  onDone: () => void;
}
const asItem = (device: Device) => ({ ...device, id: device.device_id, where: device.client_name });
const touched = [methods.getDevice, methods.listMaintenanceWindows, methods.listClients, methods.listSites];

export function ChangeDevices(props: Props) {
  const { targets, onClose } = props;
  const [devices, setDevices] = useState<readonly Device[] | undefined>("devices" in targets ? targets.devices : undefined);
  const [loaded, setLoaded] = useState(0);
  const [error, setError] = useState<unknown>();
  const filter = "filter" in targets ? targets.filter : undefined;
  useEffect(() => {
    if (filter === undefined) return undefined;
    const stop = new AbortController();
    collectDevices(filter, "name", stop.signal, setLoaded).then(setDevices, (problem: unknown) => {
      if (!stop.signal.aborted) setError(problem);
    });
    return () => stop.abort();
  }, [filter]);
  if (error)
    return (
      <Dialog title="Which devices" onClose={onClose}>
        <Failed what="the list of devices" error={error} />
      </Dialog>
    );
  if (!devices)
    return (
      <Dialog title="Which devices" onClose={onClose}>
        <p role="status">Reading which devices match: {count(loaded)} so far.</p>
      </Dialog>
    );
  return <Change {...props} devices={devices} />;
}

function Change({ kind, devices, onClose, onDone }: Props & { devices: readonly Device[] }) {
  const [form, setForm] = useState<ChangeForm>(() => ({
    window: emptyWindow,
    criticality: devices[0]?.criticality || "C3",
    clientId: devices[0]?.client_id ?? "",
    siteId: devices.length === 1 ? devices[0].site_id : "",
    reason: "",
  }));
  const [typed, setTyped] = useState("");
  const words = changeWords[kind];
  const alone = devices.length === 1;
  const what = alone ? devices[0].name : counted(devices.length, "device", "devices");

  const named = (items: readonly Device[]) => (items.length === 1 ? items[0].name : counted(items.length, "device", "devices"));
  const submit = () => {
    onClose();
    const asked = Date.now();
    const change = () =>
      void changeMany({
        title: words.title(what),
        items: devices.map(asItem),
        act: (device, once) => changeDevice(kind, form, device, asked, once),
        done: (items) => words.done(named(items)),
        failed: (items) => `${named(items)}: nothing was changed.`,
        after: async () => {
          await refresh(queries, touched);
          onDone();
        },
      });
    // Retiring takes the machine's key away; there is no way back, so it waits for the undo window.
    if (kind === "retire" && alone) afterUndo(`${what} is being retired.`, change);
    else change();
  };
  const wantsNumber = words.danger === true && devices.length > typedAbove;
  return (
    <FormDialog
      title={words.title(what)}
      description={
        alone ? `${devices[0].client_name}${devices[0].site_name ? `, ${devices[0].site_name}` : ""}` : `Of ${clientNames(devices)}.`
      }
      submit={alone ? words.submit : `${words.submit}: ${what}`}
      tone={words.danger ? "danger" : "primary"}
      onSubmit={submit}
      onClose={onClose}
      disabled={devices.length === 0 || !changeReady(kind, form) || (wantsNumber && typed.replace(/\D/g, "") !== String(devices.length))}
    >
      <ChangeFields kind={kind} form={form} change={setForm} devices={devices} />
      {wantsNumber && (
        <TextField
          label={`Type ${devices.length} to confirm`}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          inputMode="numeric"
          autoComplete="off"
        />
      )}
    </FormDialog>
  );
}
