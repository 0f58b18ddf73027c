// On the client's page in the console: what was promised and kept in a month, and how soon the client answered. The same method, and so
// the same numbers, as on the portal.
import { useState, type ReactNode } from "react";
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { Client, ClientAnswers, Promises } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Failed, Loading } from "@/ui/empty";
import { SelectField } from "@/ui/field";
import { counted } from "@/ui/format";
import { months } from "@/ui/months";
import { Section, Table } from "@/ui/panel";
import { Ago, Moment } from "@/ui/time";
import { keptWords, promiseWords, targetWords } from "./words";

export function ClientPromises({ client }: { client: Client }) {
  const may = useMay("portal.promises");
  const [now] = useState(() => Date.now());
  const choices = months(now, client.zone);
  const [month, setMonth] = useState(choices[0].value);
  const query = useApi(methods.getPromises, { client_id: client.client_id, month }, { enabled: may, keep: true });
  if (!may) return null;
  const kept = query.data;
  return (
    <Section
      title="Promises on both sides"
      aside={<SelectField label="Month of the promises" hideLabel choices={choices} value={month} onChange={(event) => setMonth(event.target.value)} />}
    >
      {query.isPending && <Loading what="the promises" rows={2} />}
      {query.isError && !kept && <Failed what="the promises" error={query.error} retry={() => void query.refetch()} />}
      {kept && (
        <div className="space-y-3">
          <Ours kept={kept} />
          {kept.answers && <Theirs answers={kept.answers} />}
          <p className="text-xs text-dim">
            Counted in {kept.zone}, as on the client&apos;s portal. Each promise counts when it was done, or when its time was over.
          </p>
        </div>
      )}
    </Section>
  );
}

const Ticket = ({ id, children }: { id: string; children: ReactNode }) => (
  <Link to="/tickets/$ticket_id" params={{ ticket_id: id }} className="link">
    {children}
  </Link>
);

function Ours({ kept }: { kept: Promises }) {
  if (kept.counts.length === 0) return <p className="text-dim">Nothing was due in this month: no data, neither good nor bad.</p>;
  return (
    <>
      <dl className="flex flex-wrap gap-x-6 gap-y-1">
        {kept.counts.map((one) => (
          <div key={one.kind}>
            <dt className="text-xs text-dim">{promiseWords(one.kind)}</dt>
            <dd className={one.missed > 0 ? "text-warn" : "text-ok"}>{keptWords(one.kept, one.missed)}</dd>
          </div>
        ))}
      </dl>
      {kept.missed.length > 0 && (
        <Table label="Promises that we missed" head={["Ticket", "Promise", "Due", "Done"]}>
          {kept.missed.map((one) => (
            <tr key={`${one.ticket_id} ${one.kind}`}>
              <td className="min-w-40">
                <Ticket id={one.ticket_id}>
                  {one.reference} {one.title}
                </Ticket>
              </td>
              <td className="whitespace-nowrap">{promiseWords(one.kind)}</td>
              <td className="whitespace-nowrap">
                <Moment at={one.due_at_unix_ms} />
              </td>
              <td className="whitespace-nowrap">{one.done_at_unix_ms ? <Moment at={one.done_at_unix_ms} /> : "not yet"}</td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}

function Theirs({ answers }: { answers: ClientAnswers }) {
  const nothing = answers.asked === 0 && answers.answered === 0 && answers.unanswered === 0;
  return (
    <>
      <p>
        {nothing ? (
          "We asked the client nothing in this month."
        ) : (
          <>
            We asked {counted(answers.asked, "question", "questions")}; {answers.answered} answered
            {answers.has_data && `, half of them within ${targetWords(Number(answers.median_s))}, the slowest after ${targetWords(Number(answers.longest_s))}`}
            {answers.unanswered > 0 && `; ${answers.unanswered} ended without an answer`}.
          </>
        )}
      </p>
      {answers.open.length > 0 && (
        <Table label="Questions that wait for the client" head={["Ticket", "Asked"]}>
          {answers.open.map((one) => (
            <tr key={one.ticket_id}>
              <td className="min-w-40">
                <Ticket id={one.ticket_id}>
                  {one.reference} {one.title}
                </Ticket>
              </td>
              <td className="whitespace-nowrap text-dim">
                <Ago at={one.asked_at_unix_ms} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </>
  );
}
