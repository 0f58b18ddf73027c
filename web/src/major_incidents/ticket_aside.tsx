// A major incident beside its ticket: who leads, when the client must hear again, what was written down.
import { useState } from "react";
import { Siren } from "lucide-react";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { useAdds } from "@/ui/adds";
import { Button } from "@/ui/button";
import { Section } from "@/ui/panel";
import { sayProblem } from "@/ui/toast";
import { Course } from "./course";
import { touched } from "./major_words";

export default function TicketAside({ ticket }: { ticket: Ticket }) {
  return useMay("oncall.read") ? <Major ticket={ticket} /> : null;
}

function Major({ ticket }: { ticket: Ticket }) {
  const may = useMay("alert.write");
  const found = useApi(methods.listMajorIncidents, { filter: `ticket_id:${ticket.ticket_id}` }, { refetchInterval: 30_000 }).data;
  const declare = useChange(methods.declareMajorIncident, touched, { onError: (error) => sayProblem("Not declared.", error) });
  const [asking, setAsking] = useState(false);
  const incident = found?.major_incidents?.[0];
  const is_possible = may && ticket.kind === "incident" && !["resolved", "closed", "cancelled", "merged"].includes(ticket.state);
  useAdds(
    [{ label: "A major incident", command: "Declare a major incident", run: () => setAsking(true) }],
    is_possible && found !== undefined && !incident && !asking,
  );
  if (incident) return <Course key={incident.major_incident_id} id={incident.major_incident_id} />;
  if (!is_possible || !asking) return null;
  const declareFor = (reason: string) => declare.mutate({ ticket_id: ticket.ticket_id, reason });
  return (
    <Section title="Major incident">
      <p className="mb-2 text-dim">You lead it then, and the client hears from us every 30 minutes.</p>
      <div className="flex flex-wrap gap-2">
        <Button icon={Siren} autoFocus busy={declare.isPending} onClick={() => declareFor("decision")}>
          Declare
        </Button>
        <Button tone="quiet" busy={declare.isPending} onClick={() => declareFor("data_loss")}>
          Data may be lost
        </Button>
        <Button tone="quiet" busy={declare.isPending} onClick={() => declareFor("data_left")}>
          Data may have left
        </Button>
        <Button tone="quiet" onClick={() => setAsking(false)}>
          It is none
        </Button>
      </div>
    </Section>
  );
}
