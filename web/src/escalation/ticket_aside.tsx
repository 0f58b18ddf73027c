// At which level a ticket is, when it moves on by itself, where it went before, and the way to hand it on.
import { lazy, Suspense, useState } from "react";
import { ArrowUpRight } from "lucide-react";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { useAdds } from "@/ui/adds";
import { Button } from "@/ui/button";
import { Facts, Section } from "@/ui/panel";
import { Moment, Until } from "@/ui/time";
import { moveSentence } from "./duty_words";

const EscalateDialog = lazy(() => import("./escalate_dialog"));

export default function TicketAside({ ticket }: { ticket: Ticket }) {
  return useMay("oncall.read") ? <Level ticket={ticket} /> : null;
}

function Level({ ticket }: { ticket: Ticket }) {
  const [open, setOpen] = useState(false);
  const found = useApi(methods.getTicketEscalation, { ticket_id: ticket.ticket_id }, { keep: true }).data;
  const may = found?.allowed_actions.includes("escalate") ?? false;
  const nowhere = !found?.level && found?.moves.length === 0 && !found.moves_at_unix_ms;
  useAdds(
    [{ label: "Somebody else: hand it on", command: "Hand on to another level", run: () => setOpen(true) }],
    nowhere && may && found.places.length > 0,
  );
  if (!found || found.places.length === 0) return null;
  const dialog = open && (
    <Suspense fallback={null}>
      <EscalateDialog ticketId={ticket.ticket_id} escalation={found} onClose={() => setOpen(false)} />
    </Suspense>
  );
  if (nowhere) return dialog;
  return (
    <Section
      title="Level"
      aside={
        may && (
          <Button icon={ArrowUpRight} onClick={() => setOpen(true)}>
            Hand on
          </Button>
        )
      }
    >
      <Facts
        rows={[
          ["Now at", found.level || "nowhere yet"],
          ...(found.since_unix_ms ? ([["Since", <Moment key="s" at={found.since_unix_ms} />]] as const) : []),
          ...(found.moves_at_unix_ms
            ? ([
                [
                  "Without progress",
                  <span key="m">
                    to {found.next_level} <Until at={found.moves_at_unix_ms} />
                  </span>,
                ],
              ] as const)
            : []),
        ]}
      />
      {found.moves.length > 0 && (
        <ol aria-label="Where it went" className="mt-2 space-y-2">
          {found.moves.map((move, index) => (
            <li key={index} className="border-l-2 border-line pl-2">
              <p className="flex flex-wrap justify-between gap-x-2 text-xs text-dim">
                <span>{moveSentence(move)}</span>
                <Moment at={move.at_unix_ms} />
              </p>
              <p className="break-words whitespace-pre-wrap">{move.note}</p>
            </li>
          ))}
        </ol>
      )}
      {dialog}
    </Section>
  );
}
