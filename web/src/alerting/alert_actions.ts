// Taking, silencing and closing alerts: one or many, with a way back.
import { call, methods } from "@/api/client";
import { queries, refresh } from "@/api/query";
import { changeMany } from "@/ui/bulk_orders";
import type { BulkTry } from "@/ui/bulk_run";
import { counted } from "@/ui/format";
import { afterUndo } from "@/ui/toast";

export interface AlertRef {
  id: string;
  name: string; // its title
  where?: string; // its client, for a change of many
}

const touched = [methods.listNow, methods.listAlerts, methods.getAlert, methods.listIncidents];
const again = () => refresh(queries, touched);
const many = (alerts: readonly AlertRef[]) => (alerts.length === 1 ? `“${alerts[0].name}”` : counted(alerts.length, "alert", "alerts"));

type Act = (alert: AlertRef, once: BulkTry) => Promise<unknown>;
interface Change {
  alerts: readonly AlertRef[];
  verb: string; // "Take"
  participle: string; // "taken"
  done: string; // "You took"
  act: Act;
  back?: Act;
}

const each = ({ alerts, verb, participle, done, act, back }: Change) =>
  changeMany<AlertRef>({
    title: `${verb} ${many(alerts)}`,
    items: alerts,
    after: again,
    done: (items) => `${done} ${many(items)}.`,
    failed: (items) => `${many(items)} could not be ${participle}.`,
    act: async (alert, once) => {
      await act(alert, once);
      return back && ((backOnce) => back(alert, backOnce));
    },
  });
const giveBack: Act = (alert, once) => call(methods.unacknowledgeAlert, { alert_id: alert.id }, once);

export const acknowledge = (alerts: readonly AlertRef[], note = "") =>
  each({
    alerts,
    verb: "Take",
    participle: "taken",
    done: "You took",
    act: (alert, once) => call(methods.acknowledgeAlert, { alert_id: alert.id, note }, once),
    back: giveBack,
  });

export const unacknowledge = (alerts: readonly AlertRef[]) =>
  each({ alerts, verb: "Give back", participle: "given back", done: "You gave back", act: giveBack });

/// Neither has a way back on the server: they happen after the undo window.
export function snooze(alerts: readonly AlertRef[], until_unix_ms: number, reason: string) {
  afterUndo(
    `No notices about ${many(alerts)}.`,
    (keepalive) =>
      void each({
        alerts,
        verb: "Snooze",
        participle: "snoozed",
        done: "No notices any more about",
        act: (alert, once) => call(methods.snoozeAlert, { alert_id: alert.id, until_unix_ms, reason }, { ...once, keepalive }),
      }),
  );
}

export function close(alerts: readonly AlertRef[], reason: string, note: string) {
  afterUndo(
    `Closing ${many(alerts)}.`,
    (keepalive) =>
      void each({
        alerts,
        verb: "Close",
        participle: "closed",
        done: "Closed",
        act: (alert, once) => call(methods.closeAlert, { alert_id: alert.id, reason, note }, { ...once, keepalive }),
      }),
  );
}
