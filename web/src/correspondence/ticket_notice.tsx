// On the ticket's page: an answer that did not arrive, as long as none to the same person arrived after it.
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Notice } from "@/ui/panel";
import { lostMails } from "./lost_mails";

export default function LostMailNotice({ ticket }: { ticket: Ticket }) {
  const may = useMay("mail.read");
  const { data } = useApi(methods.listSentMails, { ticket_id: ticket.ticket_id, page_size: 200 }, { enabled: may });
  return lostMails(data?.sent_mails ?? []).map((one) => (
    <Notice key={one.sent_id} tone="crit">
      {one.what === "answer" ? "An answer" : "A mail"} was not delivered to {one.to}
      {one.note && <>: {one.note.replace(/\.$/, "")}</>}. They have not heard from you; try another way.
    </Notice>
  ));
}
