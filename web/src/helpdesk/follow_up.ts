// What a follow-up of a ticket begins with, by how we know that the trouble is back.
//
// Who knew first is read from source and requester (docs/guide/proactivity.md): a requester is somebody of the client who told us. So
// nobody is named, and no way in of the client's, unless they did tell us.
import type { Ticket } from "@/api/generated/schema";
import { sources } from "./ticket_words";

const seenByUs = "audit";
export const usualWay = seenByUs;
export const waysBack: readonly { value: string; label: string }[] = [
  { value: seenByUs, label: "Nobody told us: we saw it ourselves" },
  ...sources.filter(({ value }) => value !== seenByUs && value !== "qbr"),
];
const toldByClient = (way: string) => way !== seenByUs && way !== "vendor";

export function followUpOf(ticket: Ticket, way: string, title: string, description: string) {
  return {
    client_id: ticket.client_id,
    kind: ticket.kind,
    source: way,
    title: title.trim(),
    description,
    impact: ticket.impact,
    urgency: ticket.urgency,
    requester_person_id: toldByClient(way) ? ticket.requester_person_id : "",
    device_id: ticket.device_id,
    follows_ticket_id: ticket.ticket_id,
  };
}
