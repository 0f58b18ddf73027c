import type { Ticket } from "@/api/generated/schema";
import { State } from "@/ui/status";
import { standWords } from "./words";

/// Where a ticket stands, in the words of whoever waits for it.
export function TicketState({ ticket }: { ticket: Ticket }) {
  return <State state={ticket.state} label={standWords(ticket)} />;
}
