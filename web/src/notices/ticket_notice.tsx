// Whoever looks at a ticket has read what they were told of it.
import { useEffect } from "react";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { touchedByReading } from "./notice_words";

export default function ReadWithTheTicket({ ticket: { ticket_id: id } }: { ticket: Ticket }) {
  const unread = useApi(methods.listNotices, { filter: `read:no ticket_id:${id}`, page_size: 1 }).data?.total ?? 0;
  const { mutate } = useChange(methods.readNotices, touchedByReading);
  useEffect(() => {
    if (unread > 0 && !document.hidden) mutate({ ticket_id: id });
  }, [unread, id, mutate]);
  return null;
}
