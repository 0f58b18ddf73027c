// Alerts of one device: what is open, and what was.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { Alert } from "@/api/generated/schema";
import { useApi, useApiPages } from "@/api/query";
import { Button } from "@/ui/button";
import { More } from "@/ui/more";
import { useNow } from "@/ui/clock";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { termText } from "@/ui/filter";
import { measured, span } from "@/ui/format";
import { Section, Table } from "@/ui/panel";
import { Priority, State } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";

const open = "state:open,suppressed,acknowledged,cleared";
const shown = 5;

function AlertLink({ alert }: { alert: Alert }) {
  return (
    <Link to="/alerts" search={{ open: alert.alert_id }} className="font-medium hover:underline">
      {alert.title}
    </Link>
  );
}

/// The open ones, a line each.
export function AlertLines({ deviceId }: { deviceId: string }) {
  const query = useApi(
    methods.listAlerts,
    { filter: `${termText("device_id", deviceId)} ${open}`, order_by: "priority,-opened", page_size: 50 },
    { refetchInterval: 60_000 },
  );
  const [all, setAll] = useState(false);
  const now = useNow();
  if (query.isError && !query.data)
    return <Failed what="the alerts of this device" error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Loading what="alerts" rows={2} />;
  const alerts = query.data?.alerts ?? [];
  if (alerts.length === 0) return <p className="text-dim">No open alert.</p>;
  return (
    <>
      <ul className="divide-y divide-line/70 rounded-lg border border-line">
        {(all ? alerts : alerts.slice(0, shown)).map((alert) => (
          <li key={alert.alert_id} className="flex items-start gap-2 px-3 py-1.5">
            <Priority value={alert.priority} />
            <span className="min-w-0 flex-1">
              <AlertLink alert={alert} />
              <span className="flex flex-wrap gap-x-2 text-xs text-dim">
                <State state={alert.snoozed_until_unix_ms > now ? "snoozed" : alert.state} />
                <span>
                  opened <Ago at={alert.opened_at_unix_ms} />
                </span>
              </span>
            </span>
          </li>
        ))}
      </ul>
      {!all && alerts.length > shown && (
        <Button tone="quiet" onClick={() => setAll(true)}>
          Show all {alerts.length}
        </Button>
      )}
    </>
  );
}

export function DeviceAlerts({ deviceId }: { deviceId: string }) {
  return (
    <>
      <Section title="Open alerts">
        <Alerts filter={`${termText("device_id", deviceId)} ${open}`} none="No open alert." />
      </Section>
      <Section title="Past alerts">
        <Alerts filter={`${termText("device_id", deviceId)} state:closed`} none="No alert was closed yet." />
      </Section>
    </>
  );
}

function Alerts({ filter, none }: { filter: string; none: string }) {
  const query = useApiPages(methods.listAlerts, { filter, order_by: "-opened", page_size: 50 }, (answer) => answer.alerts);
  if (query.isError && query.rows.length === 0)
    return <Failed what="the alerts of this device" error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Loading what="alerts" rows={3} />;
  if (query.rows.length === 0) return <NoneYet title={none} />;
  return (
    <>
      <Table label="Alerts" head={["Priority", "Alert", "State", "Opened", "Lasted", "Value", "Ticket"]}>
        {query.rows.map((alert) => (
          <tr key={alert.alert_id}>
            <td>
              <Priority value={alert.priority} />
            </td>
            <td className="min-w-52">
              <AlertLink alert={alert} />
              {alert.occurrences > 1 && <span className="text-xs text-dim"> came {alert.occurrences} times</span>}
            </td>
            <td>
              <State state={alert.state} />
              {alert.suppressed_rule && <span className="text-xs text-dim"> by {alert.suppressed_rule}</span>}
            </td>
            <td className="whitespace-nowrap">
              <Moment at={alert.opened_at_unix_ms} />
            </td>
            <td className="whitespace-nowrap text-dim">
              {alert.cleared_at_unix_ms ? (
                span(alert.cleared_at_unix_ms - alert.opened_at_unix_ms)
              ) : (
                <Ago at={alert.opened_at_unix_ms} bare />
              )}
            </td>
            <td className="whitespace-nowrap">{measured(alert.last_value, alert.unit)}</td>
            <td className="whitespace-nowrap">
              {alert.ticket_id ? (
                <Link to="/tickets/$ticket_id" params={{ ticket_id: alert.ticket_id }} className="link">
                  {alert.ticket_reference}
                </Link>
              ) : (
                <span className="text-dim">none</span>
              )}
            </td>
          </tr>
        ))}
      </Table>
      <More of={query}>Older ones</More>
    </>
  );
}
