// Changes that may have caused an incident: those of its ticket.
import { methods } from "@/api/client";
import type { Incident } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Section } from "@/ui/panel";
import { CauseList } from "./cause_list";

export default function IncidentAside({ incident }: { incident: Incident }) {
  const may = useMay("change.read") && incident.ticket_id !== "";
  const causes = useApi(methods.listTicketChanges, { ticket_id: incident.ticket_id }, { enabled: may }).data?.causes ?? [];
  if (causes.length === 0) return null;
  return (
    <Section title="A change before it">
      <CauseList causes={causes} ticketId={incident.ticket_id} />
    </Section>
  );
}
