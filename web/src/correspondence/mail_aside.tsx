// One mail: its words, who wrote it, what became of it; a held one is let in or put aside here, and a refused one becomes a ticket.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { Download, FileInput, Trash2 } from "lucide-react";
import { call, methods } from "@/api/client";
import type { Mail, MailAttachment } from "@/api/generated/schema";
import { asProblem, type Problem } from "@/api/problem";
import { queries, refresh, useApi, useChange } from "@/api/query";
import { useClients } from "@/app/client_filter";
import { Button } from "@/ui/button";
import { saveBytes } from "@/ui/csv";
import { FormDialog } from "@/ui/dialog";
import { SelectField } from "@/ui/field";
import { Aside, Facts, Notice, Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { say, sayProblem } from "@/ui/toast";
import { authenticityLabel, mailAddress, mailState, originLabel } from "./mail_words";

const changed = [methods.listMails, methods.getMail, methods.listTickets];

export function MailAside({ mail, onClose }: { mail: Mail; onClose: () => void }) {
  const whole = useApi(methods.getMail, { mail_id: mail.mail_id }, { staleTime: 60_000 }).data;
  const [releasing, setReleasing] = useState(false);
  const dismiss = useChange(methods.dismissMail, changed, {
    onSuccess: () => say("Put aside. It stays in the list."),
    onError: (error) => sayProblem("Nothing was changed.", error),
  });
  const actions = mail.allowed_actions.includes("release") && (
    <>
      <Button tone="primary" icon={FileInput} onClick={() => setReleasing(true)}>
        {mail.state === "refused" ? "Open a ticket" : "Let in"}
      </Button>
      <Button icon={Trash2} busy={dismiss.isPending} onClick={() => dismiss.mutate({ mail_id: mail.mail_id })}>
        Put aside
      </Button>
    </>
  );
  return (
    <Aside label="Mail" title={<State {...mailState(mail.state)} />} onClose={onClose} actions={actions || undefined}>
      <div className="space-y-4 p-4">
        <p className="font-medium break-words">{mail.subject || "(no subject)"}</p>
        <Notice tone={mail.state === "held" || mail.state === "refused" || mail.state === "failed" ? "warn" : "info"}>{mail.reason}</Notice>
        <Facts
          rows={[
            [
              "From",
              <span key="from" className="break-all">
                {mail.from_name ? `${mail.from_name} <${mail.from_address}>` : mail.from_address || "nobody"}
              </span>,
            ],
            ["Sender", authenticityLabel(mail.authenticity)],
            ["Written by", originLabel(mail.origin)],
            [
              "To",
              <span key="to" className="break-all">
                {whole?.to || whole?.envelope_recipients || "not said"}
              </span>,
            ],
            ["Client", mail.client_name || "none"],
            [
              "Ticket",
              mail.ticket_id ? (
                <Link key="ticket" to="/tickets/$ticket_id" params={{ ticket_id: mail.ticket_id }} className="link">
                  {mail.ticket_reference}
                </Link>
              ) : (
                "none"
              ),
            ],
            ["Came", <Moment key="came" at={mail.received_at_unix_ms} />],
            ["Decided by", mail.decided_by || "nobody yet"],
          ]}
        />
        {whole && whole.attachments.length > 0 && (
          <Section title="Attachments">
            <ul className="space-y-1">
              {whole.attachments.map((attachment) => (
                <Attached key={attachment.number} mail_id={mail.mail_id} attachment={attachment} />
              ))}
            </ul>
          </Section>
        )}
        {whole?.text && <pre className="rounded-lg border border-line bg-panel p-3 font-sans break-words whitespace-pre-wrap">{whole.text}</pre>}
        {whole?.quoted_text && (
          <details>
            <summary className="cursor-pointer text-dim">Quoted text</summary>
            <pre className="mt-2 rounded-lg border border-line bg-panel p-3 font-sans break-words whitespace-pre-wrap text-dim">{whole.quoted_text}</pre>
          </details>
        )}
        {whole?.has_content && (
          <p>
            <a href={mailAddress(mail.mail_id)} download className="link">
              Save the mail as it came
            </a>{" "}
            <span className="text-dim">(.eml; whatever stands in it, open it with care)</span>
          </p>
        )}
        {whole && !whole.has_content && <p className="text-dim">Its bytes are not kept any more.</p>}
      </div>
      {releasing && <ReleaseDialog mail={mail} onClose={() => setReleasing(false)} />}
    </Aside>
  );
}

function Attached({ mail_id, attachment }: { mail_id: string; attachment: MailAttachment }) {
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const { name, content } = await call(methods.getMailAttachment, { mail_id, number: attachment.number });
      saveBytes(name, content);
    } catch (error) {
      sayProblem("Not saved.", error);
    }
    setBusy(false);
  };
  return (
    <li className="flex items-center justify-between gap-2">
      <span className="min-w-0 truncate" title={attachment.name}>
        {attachment.name} <span className="text-dim">{Math.max(1, Math.round(Number(attachment.size_bytes) / 1000))} kB</span>
      </span>
      <Button icon={Download} busy={busy} onClick={() => void save()}>
        Save
      </Button>
    </li>
  );
}

/// Into the ticket that the mail points at, or as a new ticket of a client.
function ReleaseDialog({ mail, onClose }: { mail: Mail; onClose: () => void }) {
  const clients = useClients();
  const [target, setTarget] = useState(mail.proposed_ticket_id ? "ticket" : mail.client_id);
  const [error, setError] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const release = async () => {
    setBusy(true);
    try {
      const where = target === "ticket" ? { ticket_id: mail.proposed_ticket_id } : { client_id: target };
      const now = await call(methods.releaseMail, { mail_id: mail.mail_id, ...where });
      say(`It is in ${now.ticket_reference}.`);
      onClose();
    } catch (problem) {
      setError(asProblem(problem));
    }
    setBusy(false);
    await refresh(queries, changed);
  };
  const refused = mail.state === "refused";
  return (
    <FormDialog
      title={refused ? "Open a ticket from it" : "Let the mail in"}
      description={
        refused
          ? "What can be read of it becomes the ticket; the mail stays here to be saved. Nobody looked whether the sender is real: make sure." +
            " Whoever wrote has heard nothing yet: answer in the ticket."
          : "Make sure that you know who wrote it: whoever it is will be answered."
      }
      submit={refused ? "Open the ticket" : "Let in"}
      onSubmit={() => void release()}
      onClose={onClose}
      busy={busy}
      error={error}
      disabled={!target}
    >
      <SelectField
        label="As"
        value={target}
        onChange={(event) => setTarget(event.target.value)}
        error={error?.field("client_id") ?? error?.field("ticket_id")}
        choices={[
          { value: "", label: "Choose" },
          ...(mail.proposed_ticket_id ? [{ value: "ticket", label: "A reply in the ticket that it answers" }] : []),
          ...clients.map((client) => ({ value: client.client_id, label: `A new ticket of ${client.name}` })),
        ]}
      />
    </FormDialog>
  );
}
