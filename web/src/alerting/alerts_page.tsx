// The alerts of all clients: filter, saved views, many at once, details beside the list.
import { useState } from "react";
import { BellOff, CheckCheck, CircleX } from "lucide-react";
import { methods } from "@/api/client";
import type { Alert } from "@/api/generated/schema";
import { useMay } from "@/api/session";
import { ListFrame, useList } from "@/app/list";
import { usePicks, type Picks } from "@/app/picks";
import { BulkBar } from "@/ui/bulk_bar";
import { Button } from "@/ui/button";
import { FilteredAway, NoneYet } from "@/ui/empty";
import { Grid } from "@/ui/grid";
import { useKeys } from "@/ui/keys";
import { useSelection } from "@/ui/selection";
import { useTitle } from "@/ui/title";
import { say } from "@/ui/toast";
import { acknowledge, type AlertRef } from "./alert_actions";
import { AlertCard, alertColumns } from "./alert_columns";
import { AlertPanel } from "./alert_panel";
import { alertFilterKeys, alertViews } from "./alert_words";
import { CloseDialog, SnoozeDialog } from "./snooze_dialog";

const idOf = (alert: Alert) => alert.alert_id;

export default function AlertsPage() {
  useTitle("Alerts");
  const selection = useSelection();
  const mayWrite = useMay("alert.write");
  const list = useList({
    method: methods.listAlerts,
    rows: (answer) => answer.alerts,
    idOf,
    order: "priority,-opened",
    hold: selection.ids.size > 0,
    columns: { list: "alerts", all: alertColumns, always: "title" },
  });
  const picks = usePicks(list.source, selection);
  const { change, search } = list;
  return (
    <div className="flex h-full min-h-0">
      <ListFrame
        list={list}
        one="alert"
        many="alerts"
        views={{ page: "alerts", shipped: alertViews }}
        keys={alertFilterKeys}
        placeholder="Filter: words, client:acme state:open priority:P1,P2"
        file={{ name: "alerts.csv", columns: list.columns }}
        below={<AlertBulk picks={picks} />}
      >
        <Grid
          {...list.grid}
          label="Alerts"
          memory="alerts"
          columns={list.columns}
          nameOf={(alert) => alert.title}
          card={(alert) => <AlertCard alert={alert} />}
          onOpen={(alert) => change({ open: alert.alert_id }, true)}
          onMove={search.open ? (alert) => change({ open: alert.alert_id }) : undefined}
          selection={mayWrite ? picks.selection : undefined}
          empty={<NoAlerts filtered={list.applied !== ""} onlyOpen={list.applied === alertViews[0].query} clear={list.clear} />}
        />
      </ListFrame>
      {search.open && <AlertPanel id={search.open} onClose={() => change({ open: "" })} />}
    </div>
  );
}

function NoAlerts({ filtered, onlyOpen, clear }: { filtered: boolean; onlyOpen: boolean; clear: () => void }) {
  if (onlyOpen)
    return (
      <NoneYet icon={CheckCheck} title="No alert is open.">
        Alerts open by themselves when a check goes bad and stays bad. Cleared and closed ones are under All.
      </NoneYet>
    );
  if (filtered) return <FilteredAway what="alert" clear={clear} />;
  return <NoneYet title="No alert yet.">Alerts open by themselves when a check of a device goes bad and stays bad.</NoneYet>;
}

const refer = (alert: Alert): AlertRef => ({ id: alert.alert_id, name: alert.title, where: alert.client_name });

function AlertBulk({ picks }: { picks: Picks<Alert> }) {
  const [dialog, setDialog] = useState<{ what: "snooze" | "close"; alerts: AlertRef[] }>();
  const may = (action: string) => picks.everything || picks.rows.some((alert) => alert.allowed_actions.includes(action));
  const able = async (action: string) => {
    const picked = await picks.gather();
    const alerts = picked.filter((alert) => alert.allowed_actions.includes(action)).map(refer);
    if (alerts.length === 0 && picked.length > 0) say("None of the selected alerts can do that now.");
    return alerts;
  };
  const take = async () => {
    const alerts = await able("acknowledge");
    if (alerts.length === 0) return;
    await acknowledge(alerts);
    picks.clear();
  };
  const ask = async (what: "snooze" | "close") => {
    const alerts = await able(what);
    if (alerts.length > 0) setDialog({ what, alerts });
  };
  useKeys(
    [
      { keys: "Shift+a", label: "Take the selected alerts", run: () => void take() },
      { keys: "Shift+s", label: "Snooze the selected alerts", run: () => void ask("snooze") },
    ],
    picks.count > 0,
  );
  const done = () => {
    setDialog(undefined);
    picks.clear();
  };
  return (
    <>
      <BulkBar picks={picks}>
        <Button icon={CheckCheck} onClick={() => void take()} disabled={!may("acknowledge")}>
          Take
        </Button>
        <Button icon={BellOff} onClick={() => void ask("snooze")} disabled={!may("snooze")}>
          Snooze
        </Button>
        <Button icon={CircleX} onClick={() => void ask("close")} disabled={!may("close")}>
          Close
        </Button>
      </BulkBar>
      {dialog?.what === "snooze" && <SnoozeDialog alerts={dialog.alerts} onClose={() => setDialog(undefined)} onDone={done} />}
      {dialog?.what === "close" && <CloseDialog alerts={dialog.alerts} onClose={() => setDialog(undefined)} onDone={done} />}
    </>
  );
}
