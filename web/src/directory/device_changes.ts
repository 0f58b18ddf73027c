// The changes that can be made on one device or on many, each with its way back where there is one.
import { call, methods } from "@/api/client";
import type { Device } from "@/api/generated/schema";
import type { BulkTry, BulkUndo } from "@/ui/bulk_run";
import { windowTimes, type WindowForm } from "./window_times";

export type ChangeKind = "maintenance" | "criticality" | "move" | "retire";
export interface ChangeForm {
  window: WindowForm;
  criticality: string;
  clientId: string;
  siteId: string;
  reason: string;
}

/// Does the change on one device, once however often it is asked for. `asked`: when the person said so, the same in every attempt. Failure:
/// what the server answered.
export async function changeDevice(kind: ChangeKind, form: ChangeForm, device: Device, asked: number, once: BulkTry): Promise<BulkUndo | undefined> {
  const device_id = device.device_id;
  switch (kind) {
    case "maintenance": {
      const times = windowTimes(form.window, asked);
      const window = { starts_at_unix_ms: times.starts, ends_at_unix_ms: times.ends, reason: form.window.reason.trim() };
      const made = await call(methods.createMaintenanceWindow, { client_id: device.client_id, device_id, ...window }, once);
      return (back) => call(methods.endMaintenanceWindow, { maintenance_window_id: made.maintenance_window_id }, back);
    }
    case "criticality": {
      const before = device.criticality;
      await call(methods.updateDevice, { device_id, criticality: form.criticality }, once);
      return before ? (back) => call(methods.updateDevice, { device_id, criticality: before }, back) : undefined;
    }
    case "move": {
      const { client_id, site_id } = device;
      await call(methods.moveDevice, { device_id, client_id: form.clientId, site_id: form.siteId }, once);
      return (back) => call(methods.moveDevice, { device_id, client_id, site_id }, back);
    }
    case "retire":
      await call(methods.retireDevice, { device_id, reason: form.reason.trim() }, once);
      return undefined;
  }
}

interface Words {
  title: (what: string) => string;
  submit: string;
  done: (what: string) => string;
  needs: string;
  danger?: boolean;
}
export const changeWords: Record<ChangeKind, Words> = {
  maintenance: {
    title: (what) => `Maintenance of ${what}`,
    submit: "Hold notices",
    done: (what) => `Notices about ${what} are held.`,
    needs: "maintenance.write",
  },
  criticality: {
    title: (what) => `Criticality of ${what}`,
    submit: "Set criticality",
    done: (what) => `The criticality of ${what} is set.`,
    needs: "device.write",
  },
  move: { title: (what) => `Move ${what}`, submit: "Move", done: (what) => `Moved ${what}.`, needs: "device.move" },
  retire: { title: (what) => `Retire ${what}`, submit: "Retire", done: (what) => `Retired ${what}.`, needs: "device.write", danger: true },
};
