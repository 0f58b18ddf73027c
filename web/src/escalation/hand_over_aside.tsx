// One hand-over: the note of whoever leaves, what is open and promised, and the confirmation of whoever comes.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { methods } from "@/api/client";
import type { HandOver, HandOverReport } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { Failed, Loading, ProblemLine } from "@/ui/empty";
import { TextArea } from "@/ui/field";
import { words } from "@/ui/format";
import { Aside, Facts, Section } from "@/ui/panel";
import { Priority, State } from "@/ui/status";
import { Moment, Until } from "@/ui/time";
import { say } from "@/ui/toast";
import { handOverStates, promiseLabel } from "./duty_words";

const touched = [methods.listHandOvers, methods.getHandOver];

export function HandOverAside({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useApi(methods.getHandOver, { hand_over_id: id }, { refetchInterval: 60_000, keep: true });
  const row = query.data;
  return (
    <Aside label="Hand-over" onClose={onClose} title={row ? `${row.from_name} to ${row.to_name}` : "Hand-over"}>
      {!row ? (
        query.isError ? (
          <Failed what="the hand-over" error={query.error} retry={() => void query.refetch()} />
        ) : (
          <Loading what="the hand-over" />
        )
      ) : (
        <div className="space-y-5 px-4 py-3">
          <Course row={row} />
          <Note key={row.etag} row={row} />
          {row.report && <Report report={row.report} from={row.from_name} />}
        </div>
      )}
    </Aside>
  );
}

function Course({ row }: { row: HandOver }) {
  const confirm = useChange(methods.confirmHandOver, touched, { onSuccess: () => say("You have taken over.") });
  const shown = handOverStates[row.state] ?? { state: "unknown", label: row.state };
  return (
    <Section title={`${row.schedule_name}, ${row.layer_name}`}>
      <Facts
        rows={[
          ["State", <State key="s" state={shown.state} label={shown.label} />],
          ["When", <Moment key="w" at={row.at_unix_ms} />],
          ...(row.confirmed_by
            ? ([
                [
                  "Confirmed",
                  <span key="c">
                    by {row.confirmed_by}, <Moment at={row.confirmed_at_unix_ms} />
                  </span>,
                ],
              ] as const)
            : []),
        ]}
      />
      {row.allowed_actions.includes("confirm") && (
        <div className="mt-3 space-y-2">
          {confirm.isError && <ProblemLine error={confirm.error} />}
          <Button tone="primary" icon={Check} busy={confirm.isPending} onClick={() => confirm.mutate({ hand_over_id: row.hand_over_id })}>
            I have read it and take over
          </Button>
        </div>
      )}
    </Section>
  );
}

function Note({ row }: { row: HandOver }) {
  const [text, setText] = useState(row.note);
  const write = useChange(methods.writeHandOver, touched, { etag: row.etag, onSuccess: () => say("Written down.") });
  if (!row.allowed_actions.includes("write"))
    return (
      <Section title="Note">
        <p className="break-words whitespace-pre-wrap">{row.note || <span className="text-dim">Nobody wrote one.</span>}</p>
        {row.note_by && (
          <p className="mt-1 text-xs text-dim">
            {row.note_by}, <Moment at={row.note_at_unix_ms} />
          </p>
        )}
      </Section>
    );
  return (
    <Section title="Note">
      <TextArea
        label="What the next person must know"
        hideLabel
        rows={5}
        value={text}
        onChange={(event) => setText(event.target.value)}
        placeholder="What is fragile, whom you called, what you promised by word of mouth."
      />
      {write.isError && <ProblemLine error={write.error} />}
      <Button
        className="mt-2"
        busy={write.isPending}
        disabled={text === row.note}
        onClick={() => write.mutate({ hand_over_id: row.hand_over_id, note: text })}
      >
        Save the note
      </Button>
    </Section>
  );
}

function Report({ report, from }: { report: HandOverReport; from: string }) {
  return (
    <>
      <Section title={`Running escalations (${report.runs.length})`}>
        {report.runs.length === 0 && <p className="text-dim">None.</p>}
        <ul className="divide-y divide-line">
          {report.runs.map((run) => (
            <li key={run.run_id} className="py-1.5">
              <TicketLine id={run.ticket_id} priority={run.priority} reference={run.reference} title={run.title} />
              <p className="text-xs text-dim">
                {run.client_name} · {run.acknowledged_by ? `taken by ${run.acknowledged_by}` : "nobody has taken it"}
              </p>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={`Running incidents (${report.incidents.length})`}>
        {report.incidents.length === 0 && <p className="text-dim">None.</p>}
        <ul className="divide-y divide-line">
          {report.incidents.map((incident) => (
            <li key={incident.incident_id} className="py-1.5">
              <Link to="/incidents" search={{ open: incident.incident_id }} className="link">
                {incident.reference} {incident.title}
              </Link>
              <p className="text-xs text-dim">
                {incident.client_name} · {words(incident.state)} since <Moment at={incident.since_unix_ms} />
              </p>
            </li>
          ))}
        </ul>
      </Section>
      <Section title={`Open tickets and promises (${report.tickets.length}${report.cut ? "+" : ""})`}>
        {report.tickets.length === 0 && <p className="text-dim">No P1 or P2, nothing of {from}, nothing promised within a day.</p>}
        <ul className="divide-y divide-line">
          {report.tickets.map((ticket) => (
            <li key={ticket.ticket_id} className="py-1.5">
              <TicketLine id={ticket.ticket_id} priority={ticket.priority} reference={ticket.reference} title={ticket.title} />
              <p className="text-xs text-dim">
                {ticket.client_name} · {words(ticket.state)}
                {ticket.assignee && ` · ${ticket.assignee}`}
                {ticket.due_at_unix_ms > 0 && (
                  <span className={ticket.is_late ? "text-crit" : ""}>
                    {" "}
                    · {promiseLabel(ticket.promise)} {ticket.is_late ? "was due " : ""}
                    {ticket.is_late ? <Moment at={ticket.due_at_unix_ms} /> : <Until at={ticket.due_at_unix_ms} />}
                  </span>
                )}
              </p>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}

function TicketLine({ id, priority, reference, title }: { id: string; priority: string; reference: string; title: string }) {
  return (
    <Link to="/tickets/$ticket_id" params={{ ticket_id: id }} className="flex min-w-0 items-center gap-2 hover:underline">
      <Priority value={priority} />
      <span className="shrink-0 text-dim">{reference}</span>
      <span className="truncate">{title}</span>
    </Link>
  );
}
