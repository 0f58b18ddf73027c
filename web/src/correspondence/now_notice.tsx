// A mailbox that cannot be read: nobody's mail becomes a ticket until somebody mends it. And mail of which nothing becomes until
// somebody looks at it.
import { Link } from "@tanstack/react-router";
import { MailQuestion, MailWarning } from "lucide-react";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { counted } from "@/ui/format";
import { Moment } from "@/ui/time";
import { useWaitingMails, waitingFilter } from "./waiting_mails";

const line = "mb-3 flex min-h-9 items-start gap-2 rounded-lg border px-3 py-2 hover:bg-hover coarse:min-h-11";

export default function MailNotice() {
  return (
    <>
      <Mailbox />
      <Waiting />
    </>
  );
}

function Mailbox() {
  const may = useMay("channel.read");
  const settings = useApi(methods.getMailSettings, {}, { enabled: may, refetchInterval: 60_000 }).data;
  if (!settings || settings.imap_failing_since_unix_ms === 0) return null;
  return (
    <Link to="/settings/mail" className={`${line} border-crit/40 bg-crit-bg`}>
      <MailWarning size={15} aria-hidden className="mt-0.5 shrink-0 text-crit" />
      <span className="min-w-0 break-words">
        <strong className="font-medium">No mail comes in</strong> (since <Moment at={settings.imap_failing_since_unix_ms} />
        ): {settings.imap_last_error}
      </span>
    </Link>
  );
}

function Waiting() {
  const waiting = useWaitingMails();
  if (waiting === 0) return null;
  return (
    <Link to="/settings/mail" search={{ q: waitingFilter }} className={`${line} border-warn/40 bg-warn-bg`}>
      <MailQuestion size={15} aria-hidden className="mt-0.5 shrink-0 text-warn" />
      <span className="min-w-0 break-words">
        <strong className="font-medium">{counted(waiting, "mail waits", "mails wait")} for a person</strong>: nothing becomes of{" "}
        {waiting === 1 ? "it" : "them"} until somebody looks
      </span>
    </Link>
  );
}
