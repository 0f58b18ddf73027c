// The changes that can be made on one device or on many, each with its way back where there is one.
import { call, methods } from "@/api/client";
import type { Device } from "@/api/generated/schema";
import { windowTimes, type WindowForm } from "./window_times";

export type ChangeKind = "maintenance" | "criticality" | "move" | "retire";
export interface ChangeForm {
  window: WindowForm;
  criticality: string;
  clientId: string;
  siteId: string;
  reason: string;
}
type Undo = (() => Promise<unknown>) | undefined;

/// Does the change on one device. Failure: what the server answered.
export async function changeDevice(kind: ChangeKind, form: ChangeForm, device: Device): Promise<Undo> {
  const device_id = device.device_id;
  switch (kind) {
    case "maintenance": {
      const times = windowTimes(form.window, Date.now());
      const made = await call(methods.createMaintenanceWindow, {
        client_id: device.client_id,
        device_id,
        starts_at_unix_ms: times.starts,
        ends_at_unix_ms: times.ends,
        reason: form.window.reason.trim(),
      });
      return () => call(methods.endMaintenanceWindow, { maintenance_window_id: made.maintenance_window_id });
    }
    case "criticality": {
      const before = device.criticality;
      await call(methods.updateDevice, { device_id, criticality: form.criticality });
      return before ? () => call(methods.updateDevice, { device_id, criticality: before }) : undefined;
    }
    case "move": {
      const { client_id, site_id } = device;
      await call(methods.moveDevice, { device_id, client_id: form.clientId, site_id: form.siteId });
      return () => call(methods.moveDevice, { device_id, client_id, site_id });
    }
    case "retire":
      await call(methods.retireDevice, { device_id, reason: form.reason.trim() });
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
