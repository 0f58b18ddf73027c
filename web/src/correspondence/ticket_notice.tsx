// On the ticket's page: an answer that did not arrive, as long as none to the same person arrived after it; and addresses
// that took no mail of ours, whatever ticket it was about.
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Notice } from "@/ui/panel";
import { Moment } from "@/ui/time";
import { lostMails } from "./lost_mails";

export default function LostMailNotice({ ticket }: { ticket: Ticket }) {
  const may = useMay("mail.read");
  const { data } = useApi(methods.listSentMails, { ticket_id: ticket.ticket_id, page_size: 200 }, { enabled: may });
  const lost = lostMails(data?.sent_mails ?? []);
  const said = new Set(lost.map((one) => one.to.toLowerCase()));
  return (
    <>
      {lost.map((one) => (
        <Notice key={one.sent_id} tone="crit">
          {one.what === "answer" ? "An answer" : "A mail"} was not delivered to {one.to}
          {one.note && <>: {one.note.replace(/\.$/, "")}</>}. They have not heard from you; try another way.
        </Notice>
      ))}
      {(data?.failing_addresses ?? [])
        .filter((one) => !said.has(one.address))
        .map((one) => (
          <Notice key={one.address} tone="warn">
            Mail to {one.address} has not arrived since <Moment at={one.since_unix_ms} />
            {one.note && <>: {one.note.replace(/\.$/, "")}</>}. It may not arrive now either.
          </Notice>
        ))}
    </>
  );
}
