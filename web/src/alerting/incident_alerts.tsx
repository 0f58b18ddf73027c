import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { Incident } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { termText } from "@/ui/filter";
import { counted } from "@/ui/format";
import { Section } from "@/ui/panel";
import { Priority } from "@/ui/status";
import { Ago } from "@/ui/time";
import { AlertState } from "./alert_columns";

const most = 50;

/// What makes the incident up; the first one detected it.
export function IncidentAlerts({ incident }: { incident: Incident }) {
  const { data } = useApi(
    methods.listAlerts,
    { filter: termText("incident", incident.incident_id), order_by: "opened", page_size: most },
    { keep: true },
  );
  if (!data) return null;
  return (
    <Section title={counted(data.total, "alert", "alerts")}>
      <ul className="overflow-hidden rounded-lg border border-line">
        {data.alerts.map((alert) => (
          <li key={alert.alert_id} className="border-b border-line/70 last:border-0">
            <Link to="/alerts" search={{ open: alert.alert_id }} className="block px-3 py-2 hover:bg-hover">
              <span className="flex items-center gap-2">
                <Priority value={alert.priority} />
                <span className="truncate font-medium">{alert.title}</span>
              </span>
              <span className="mt-0.5 flex items-center gap-2 text-xs text-dim">
                <AlertState alert={alert} />
                <Ago at={alert.opened_at_unix_ms} className="ml-auto" />
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
