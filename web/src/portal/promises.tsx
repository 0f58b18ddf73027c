// What was promised and kept in a month, on both sides.
import { useState } from "react";
import { Printer } from "lucide-react";
import { methods } from "@/api/client";
import type { ClientAnswers, PromiseCount, Promises as Kept } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { Button } from "@/ui/button";
import { Failed, Loading, NotAllowed } from "@/ui/empty";
import { SelectField } from "@/ui/field";
import { count } from "@/ui/format";
import { Ago, Moment } from "@/ui/time";
import { choose, ticketAddress, usePlace } from "./address";
import { usePortal } from "./look";
import { Block, Heading, Quiet, Row, Rows } from "./parts";
import { PortalSlot } from "./places";
import { useMe } from "./who";
import { keptWords, monthsBefore, monthWords, promiseWords, targetWords } from "./words";

export default function Promises() {
  const me = useMe();
  const may = me.may("portal.promises");
  const portal = usePortal().data;
  const zone = portal?.zone ?? "UTC";
  const [now] = useState(() => Date.now());
  const months = monthsBefore(now, zone);
  const month = usePlace().search.get("month") ?? months[0];
  const query = useApi(methods.getPromises, { client_id: me.client, month }, { enabled: may, keep: true });
  if (!may) return <NotAllowed what="the promises" />;
  const kept = query.data;
  return (
    <>
      <Heading
        title="Promises kept"
        aside={
          <span className="no-print flex items-center gap-2">
            <Button icon={Printer} className="h-11 px-4 max-sm:hidden" onClick={() => window.print()}>
              Print
            </Button>
            <SelectField
              label="Month"
              hideLabel
              className="h-11"
              choices={months.map((value) => ({ value, label: monthWords(value) }))}
              value={month}
              onChange={(event) => choose({ month: event.target.value === months[0] ? "" : event.target.value })}
            />
          </span>
        }
      />
      <p className="mb-3 hidden text-sm print:block">
        {portal?.client_name}, {monthWords(month)}: what your provider promised and kept
      </p>
      {query.isError && !kept && <Failed what="the promises" error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading what="the promises" />}
      {kept && (
        <>
          <Ours kept={kept} />
          <Yours answers={kept.answers} />
        </>
      )}
      <PortalSlot
        place="portal_promises"
        client={me.client}
        month={month}
        from={kept?.month === month ? kept.from_unix_ms : 0}
        until={kept?.month === month ? kept.until_unix_ms : 0}
      />
    </>
  );
}

function Ours({ kept }: { kept: Kept }) {
  return (
    <Block title="What we promised you">
      {kept.counts.length === 0 ? (
        <Quiet>Nothing was due in this month: no data, neither good nor bad.</Quiet>
      ) : (
        <Rows>
          {kept.counts.map((one) => (
            <Row key={one.kind}>
              <Count one={one} />
            </Row>
          ))}
        </Rows>
      )}
      <p className="mt-2 text-sm text-dim">
        {monthWords(kept.month)}, as it is counted in {kept.zone}. Each counts when it was done, or when its time was over.
      </p>
      {kept.missed.length > 0 && (
        <div className="mt-4">
          <h3 className="mb-2 text-sm font-semibold">Where we were late</h3>
          <Rows>
            {kept.missed.map((one) => (
              <Row key={`${one.ticket_id} ${one.kind}`} to={ticketAddress(one.ticket_id)}>
                <span className="block font-medium break-words">{one.title}</span>
                <span className="block text-sm text-dim">
                  {one.reference} · {promiseWords(one.kind)}: promised until <Moment at={one.due_at_unix_ms} />
                  {one.done_at_unix_ms ? (
                    <>
                      , done <Moment at={one.done_at_unix_ms} />
                    </>
                  ) : (
                    ", not done yet"
                  )}
                </span>
              </Row>
            ))}
          </Rows>
        </div>
      )}
    </Block>
  );
}

function Count({ one }: { one: PromiseCount }) {
  return (
    <span className="flex flex-wrap justify-between gap-x-4">
      <span className="font-medium">{promiseWords(one.kind)}</span>
      <span className={one.missed > 0 ? "text-warn" : "text-ok"}>{keptWords(one.kept, one.missed)}</span>
    </span>
  );
}

function Yours({ answers }: { answers: ClientAnswers | undefined }) {
  if (!answers) return null;
  return (
    <Block title="How soon you answered us">
      {answers.asked === 0 && answers.answered === 0 && answers.unanswered === 0 ? (
        <Quiet>We asked nothing in this month.</Quiet>
      ) : (
        <p className="rounded-xl border border-line px-4 py-3">
          We asked {count(answers.asked)}; {count(answers.answered)} answered
          {answers.has_data && answers.answered === 1 && `, after ${targetWords(Number(answers.median_s))}`}
          {answers.has_data &&
            answers.answered > 1 &&
            `, half of them within ${targetWords(Number(answers.median_s))}, the slowest after ${targetWords(Number(answers.longest_s))}`}
          {answers.unanswered > 0 && `; ${count(answers.unanswered)} ended without an answer`}. While we wait for you, the clock of a solution
          stands still.
        </p>
      )}
      {answers.open.length > 0 && (
        <div className="mt-3">
          <h3 className="mb-2 text-sm font-semibold">These wait for you now</h3>
          <Rows>
            {answers.open.map((one) => (
              <Row key={one.ticket_id} to={ticketAddress(one.ticket_id)}>
                <span className="block font-medium break-words">{one.title}</span>
                <span className="block text-sm text-dim">
                  {one.reference}, asked <Ago at={one.asked_at_unix_ms} />
                </span>
              </Row>
            ))}
          </Rows>
        </div>
      )}
    </Block>
  );
}
