// Below a message of the conversation: to whom it went by mail, and whether it arrived.
import { MailCheck, MailWarning, Mail as MailIcon } from "lucide-react";
import { methods } from "@/api/client";
import type { SentMail, Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Ago } from "@/ui/time";
import { sentTone, sentWords } from "./sent_words";

export default function Sent({ ticket, messageId }: { ticket: Ticket; messageId: string }) {
  const may = useMay("mail.read");
  const { data } = useApi(
    methods.listSentMails,
    { ticket_id: ticket.ticket_id, page_size: 200 },
    { enabled: may, refetchInterval: 15_000 },
  );
  const mine = (data?.sent_mails ?? []).filter((one) => one.what === "answer" && messageId !== "" && one.message_id === messageId);
  return mine.map((one) => <Line key={one.sent_id} sent={one} />);
}

const icons = { good: MailCheck, dim: MailIcon, warn: MailWarning, crit: MailWarning };
const tones = { good: "text-dim", dim: "text-dim", warn: "text-warn", crit: "text-crit font-medium" };

function Line({ sent }: { sent: SentMail }) {
  const tone = sentTone(sent.state);
  const Icon = icons[tone];
  return (
    <p className={`mt-1 flex items-start gap-1.5 text-xs ${tones[tone]}`}>
      <Icon size={13} aria-hidden className="mt-0.5 shrink-0" />
      <span className="min-w-0 break-words">
        {sentWords(sent)}
        {sent.at_unix_ms > 0 && (
          <>
            {" "}
            · <Ago at={sent.at_unix_ms} />
          </>
        )}
      </span>
    </p>
  );
}
