// The figures of the desk in the client's own portal: the same numbers as on the provider's page, by the same method, each with
// the tickets that it is made of.
import { useState } from "react";
import { methods } from "@/api/client";
import type { DeskFigure, FigureMonth } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Failed, Loading } from "@/ui/empty";
import { monthName } from "@/ui/months";
import { Moment } from "@/ui/time";
import { exceptionCount } from "./exception_words";
import { lengthWords, madeOfWords, targetWords, valueWords, verdictOf } from "./figure_words";

const trendMonths = 3,
  mostRecords = 50;

// For people who do not work with figures; the codes lead to their definitions.
const names: Record<string, string> = {
  "K03.alerts": "Until somebody took an alert",
  "K03.tickets": "Until our first answer",
  "K04.incidents": "Until it was solved, in working hours",
  "K04.wall": "Until it worked again, by the clock",
  "K04.requests": "Until a wish was fulfilled",
  "K05.first_response": "First answers in time",
  "K05.update": "News in time",
  "K05.resolve": "Solved in time",
  "K05.acknowledge": "Alerts taken in time",
  "K05.mitigate": "Working again in time",
  K06: "Solved at the first contact",
  "K06.zero_touch": "Repaired before anybody had to touch it",
  "K07.reopened": "Opened again",
  "K07.repeat": "Came back within 30 days",
  K09: "Tickets for each machine",
  "K09.onboarding": "Tickets for each machine, in your first 90 days",
  K10: "Hours of repair for each machine",
};
const nameOf = (figure: DeskFigure): string => names[figure.code] ?? figure.name;
const hasRecords = (figure: DeskFigure): boolean => (figure.total?.sample ?? 0) > 0;

export default function PortalPromises({ client, month }: { client: string; month: string }) {
  const may = useMay("figure.read");
  const query = useApi(methods.getDeskFigures, { month, client_id: client, group_by: "priority", months: trendMonths }, { enabled: may, keep: true });
  if (!may) return null;
  const figures = query.data;
  const counted = figures?.figures.filter(hasRecords) ?? [],
    silent = figures?.figures.filter((figure) => !hasRecords(figure)) ?? [];
  return (
    <section aria-label="How we worked" className="mt-6">
      <h2 className="mb-2 font-semibold">How we worked</h2>
      {query.isPending && <Loading what="the figures" rows={3} />}
      {query.isError && !figures && <Failed what="the figures" error={query.error} retry={() => void query.refetch()} />}
      {figures && (
        <>
          {counted.length > 0 && (
            <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line">
              {counted.map((figure) => (
                <Figure key={figure.code} figure={figure} client={client} month={figures.month} />
              ))}
            </ul>
          )}
          {silent.length > 0 && (
            <p className="mt-2 text-sm text-dim">
              No data in this month, neither good nor bad: {silent.map((figure) => nameOf(figure).toLowerCase()).join("; ")}.
            </p>
          )}
          <p className="mt-2 text-sm text-dim">
            Counted <Moment at={figures.computed_at_unix_ms} /> by definition {figures.definition_version}, in {figures.zone}. Your provider
            sees the same numbers.
          </p>
          <p className="mt-2 text-sm text-dim">
            {exceptionCount(figures.exceptions, figures.pending_exceptions)} An exception is what one of your provider&apos;s people took out of
            these numbers, or judged otherwise than the rule: what was missed counts until a second of them agreed.
          </p>
        </>
      )}
    </section>
  );
}

function Figure({ figure, client, month }: { figure: DeskFigure; client: string; month: string }) {
  const [open, setOpen] = useState(false);
  const { total } = figure;
  const verdict = total && verdictOf(figure, total, true);
  const tone = verdict ? { ok: "text-ok", warn: "text-warn", crit: "text-crit" }[verdict.tone] : "";
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex min-h-14 w-full flex-wrap items-baseline gap-x-4 px-4 py-2.5 text-left hover:bg-hover"
      >
        <span className="min-w-0 flex-1 basis-40 font-medium break-words">{nameOf(figure)}</span>
        <span className={`font-semibold ${tone}`}>{total ? valueWords(figure, total) : "no data"}</span>
        <span className="basis-full text-sm text-dim">
          {[total && madeOfWords(figure, total), targetWords(figure) && `our aim: ${targetWords(figure)}${verdict ? `, ${verdict.words}` : ""}`, before(figure)]
            .filter(Boolean)
            .join(" · ")}
        </span>
      </button>
      {open && <Records figure={figure} client={client} month={month} />}
    </li>
  );
}

function before(figure: DeskFigure): string {
  const earlier = figure.trend.slice(0, -1).filter((one): one is FigureMonth & { value: NonNullable<FigureMonth["value"]> } => Boolean(one.value?.has_data));
  return earlier.map((one) => `${monthName(one.month)}: ${valueWords(figure, one.value)}`).join(", ");
}

function Records({ figure, client, month }: { figure: DeskFigure; client: string; month: string }) {
  const query = useApi(methods.listFigureRecords, { code: figure.code, month, client_id: client, page_size: mostRecords });
  if (query.isError) return <Failed what="the records" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading what="the records" rows={2} />;
  const { records, total } = query.data;
  return (
    <div className="border-t border-line bg-panel px-4 py-3 text-sm">
      <p className="mb-2 text-dim">
        {figure.code}: {figure.definition}
      </p>
      <ul className="space-y-2">
        {records.map((one) => (
          <li key={one.record_id} className="flex flex-wrap gap-x-3">
            {one.kind === "ticket" ? (
              <a href={`/portal/tickets/${one.record_id}`} className="link min-w-0 break-words">
                {one.reference} {one.title}
              </a>
            ) : (
              <span className="min-w-0 break-words">{one.title}</span>
            )}
            <span className="text-dim">
              {figure.kind === "time" ? lengthWords(one.seconds) : figure.kind === "share" ? (one.counted ? "counts" : "does not count") : ""}
              {one.open && ", still open"}
            </span>
          </li>
        ))}
      </ul>
      {total > records.length && <p className="mt-2 text-dim">and {total - records.length} more</p>}
    </div>
  );
}
