// Mail from outside: what came, what became of it and why. What is held waits here for a person.
import { useState } from "react";
import { MailQuestion, Settings } from "lucide-react";
import { methods } from "@/api/client";
import type { Mail } from "@/api/generated/schema";
import { useApi, useApiPages } from "@/api/query";
import { useMay } from "@/api/session";
import { RecordList, useRecordSearch } from "@/app/record_list";
import { Button } from "@/ui/button";
import { NoneYet } from "@/ui/empty";
import type { Column } from "@/ui/grid_columns";
import { Notice } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { MailAside } from "./mail_aside";
import { MailSettingsDialog } from "./mail_settings_dialog";
import { mailOrigins, mailState, mailStates } from "./mail_words";

const columns: readonly Column<Mail>[] = [
  { key: "state", title: "State", width: "128px", cell: (mail) => <State {...mailState(mail.state)} /> },
  {
    key: "from",
    title: "From",
    width: "minmax(140px,1.4fr)",
    cell: (mail) => <span title={mail.from_address}>{mail.from_name || mail.from_address || "nobody"}</span>,
  },
  {
    key: "subject",
    title: "Subject",
    width: "minmax(180px,2.4fr)",
    cell: (mail) => (
      <span className="font-medium" title={mail.subject}>
        {mail.subject || "(no subject)"}
      </span>
    ),
  },
  { key: "reason", title: "Why", width: "minmax(160px,2fr)", from: 900, cell: (mail) => <span title={mail.reason}>{mail.reason}</span> },
  {
    key: "client",
    title: "Client",
    width: "minmax(100px,1fr)",
    from: 1000,
    cell: (mail) => mail.client_name || <span className="text-dim">none</span>,
  },
  { key: "ticket", title: "Ticket", width: "132px", from: 760, cell: (mail) => mail.ticket_reference },
  {
    key: "received",
    title: "Came",
    width: "96px",
    end: true,
    cell: (mail) => <Ago at={mail.received_at_unix_ms} bare className="text-dim" />,
  },
];

const keys = [
  { key: "state", hint: "What became of it", values: mailStates },
  { key: "waits", hint: "Nothing becomes of it until somebody looks", values: ["yes", "no"] },
  { key: "from", hint: "Sender; stars stand for anything" },
  { key: "subject", hint: "Subject; stars stand for anything" },
  { key: "origin", hint: "Who wrote it", values: mailOrigins },
  { key: "authenticity", hint: "Whether the sender is real", values: ["verified", "not_verified", "failed"] },
  { key: "ticket", hint: "Number of its ticket" },
  { key: "received", hint: "Age", numeric: true, values: ["1h", "1d"] },
];

export default function MailsPage() {
  useTitle("Mail");
  const search = useRecordSearch();
  const [setting, setSetting] = useState(false);
  const maySet = useMay("channel.read");
  const query = useApiPages(methods.listMails, { filter: search.filter, page_size: 100 }, (answer) => answer.mails, {
    refetchInterval: 15_000,
  });
  const settings = useApi(methods.getMailSettings, {}, { enabled: maySet, refetchInterval: 60_000 }).data;
  const where = maySet && (
    <Button icon={Settings} onClick={() => setSetting(true)}>
      Where mail comes in
    </Button>
  );
  return (
    <div className="flex h-full min-h-0 flex-col">
      {settings && settings.imap_failing_since_unix_ms > 0 && (
        <div className="px-4 pt-3">
          <Notice tone="crit">
            No mail comes in, since <Moment at={settings.imap_failing_since_unix_ms} />: {settings.imap_last_error}
          </Notice>
        </div>
      )}
      <div className="min-h-0 flex-1">
        <RecordList<Mail>
          title="Mail"
          words={["mail", "mails"]}
          memory="mails"
          keys={keys}
          placeholder="Filter: words, waits:yes received<1d"
          columns={columns}
          search={search}
          query={query}
          idOf={(mail) => mail.mail_id}
          nameOf={(mail) => mail.subject || mail.from_address}
          card={mailCard}
          bar={where}
          aside={(mail, close) => <MailAside key={mail.mail_id} mail={mail} onClose={close} />}
          none={
            <NoneYet title="No mail came yet." icon={MailQuestion}>
              <p>What people write to your address becomes tickets. Every mail stands here, with what became of it and why.</p>
              {where}
            </NoneYet>
          }
        />
      </div>
      {setting && <MailSettingsDialog onClose={() => setSetting(false)} />}
    </div>
  );
}

const mailCard = (mail: Mail) => <Card mail={mail} />;

function Card({ mail }: { mail: Mail }) {
  return (
    <span className="block min-w-0">
      <span className="flex items-center justify-between gap-2">
        <span className="truncate font-medium">{mail.subject || "(no subject)"}</span>
        <State {...mailState(mail.state)} className="shrink-0" />
      </span>
      <span className="flex justify-between gap-2 text-xs text-dim">
        <span className="truncate">{mail.from_name || mail.from_address}</span>
        <Ago at={mail.received_at_unix_ms} className="shrink-0" />
      </span>
    </span>
  );
}
