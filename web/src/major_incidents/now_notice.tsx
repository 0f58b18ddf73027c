// On Now: major incidents that run, and when each client must hear again.
import { Link } from "@tanstack/react-router";
import { Megaphone } from "lucide-react";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Countdown } from "./next_due";

export default function RunningMajors() {
  const may = useMay("oncall.read");
  const running = useApi(methods.listMajorIncidents, { filter: "state:open", order_by: "declared", page_size: 20 }, { enabled: may }).data;
  return (running?.major_incidents ?? []).map((incident) => (
    <Link
      key={incident.major_incident_id}
      to="/major-incidents"
      search={{ q: "state:open", open: incident.major_incident_id }}
      className="mb-3 flex min-h-9 items-start gap-2 rounded-lg border border-crit/40 bg-crit-bg px-3 py-2 hover:bg-hover coarse:min-h-11"
    >
      <Megaphone size={15} aria-hidden className="mt-0.5 shrink-0 text-crit" />
      <span className="min-w-0 break-words">
        <strong className="font-medium">Major incident at {incident.client_name}</strong>: {incident.title}.{" "}
        {incident.commander ? `${incident.commander} leads.` : "Nobody leads it yet."}{" "}
        {incident.update_overdue && "Nobody of ours wrote in time. "}The client hears again{" "}
        <Countdown at={incident.next_update_at_unix_ms} />.
      </span>
    </Link>
  ));
}
