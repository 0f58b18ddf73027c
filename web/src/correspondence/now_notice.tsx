// A mailbox that cannot be read: nobody's mail becomes a ticket until somebody mends it.
import { Link } from "@tanstack/react-router";
import { MailWarning } from "lucide-react";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Moment } from "@/ui/time";

export default function MailboxNotice() {
  const may = useMay("channel.read");
  const settings = useApi(methods.getMailSettings, {}, { enabled: may, refetchInterval: 60_000 }).data;
  if (!settings || settings.imap_failing_since_unix_ms === 0) return null;
  return (
    <Link
      to="/settings/mail"
      className="mb-3 flex min-h-9 items-start gap-2 rounded-lg border border-crit/40 bg-crit-bg px-3 py-2 hover:bg-hover coarse:min-h-11"
    >
      <MailWarning size={15} aria-hidden className="mt-0.5 shrink-0 text-crit" />
      <span className="min-w-0 break-words">
        <strong className="font-medium">No mail comes in</strong> (since <Moment at={settings.imap_failing_since_unix_ms} />
        ): {settings.imap_last_error}
      </span>
    </Link>
  );
}
