// How the desk keeps what it promised: each figure of a month by priority, client or technician, with the
// months before; each number opens the tickets that it is made of.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, TriangleAlert } from "lucide-react";
import { methods } from "@/api/client";
import type { DeskFigure, DeskFigures, FigureValue } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { useClientId, usePageSearch } from "@/app/search";
import { Failed, Loading } from "@/ui/empty";
import { SelectField } from "@/ui/field";
import { counted } from "@/ui/format";
import { monthDays, months } from "@/ui/months";
import { Page } from "@/ui/panel";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { AtRisk } from "./at_risk";
import { exceptionCount } from "./exception_words";
import { Restatements } from "./restatements";
import { Trend } from "./trend";
import { FigureRecords } from "./figure_records";
import { judgesGroups, madeOfWords, targetWords, valueWords, verdictOf } from "./figure_words";

const trendMonths = 12;
const groupings = [
  { value: "priority", label: "By priority" },
  { value: "client", label: "By client" },
  { value: "technician", label: "By technician" },
];

export default function FiguresPage() {
  useTitle("Figures");
  const [search, change] = usePageSearch();
  const client = useClientId();
  const provider = useMay("client.read");
  const [now] = useState(() => Date.now());
  const asked = { client_id: client, month: search.month ?? "", group_by: search.by ?? "", months: trendMonths };
  const query = useApi(methods.getDeskFigures, asked, { keep: true });
  const figures = query.data;
  const opened = figures?.figures.find((figure) => figure.code === search.open);
  return (
    <div className="flex h-full min-h-0">
      <div className="@container min-w-0 flex-1">
        <Page>
          <div className="flex flex-wrap items-end gap-3">
            <SelectField
              label="Month"
              choices={months(now, figures?.zone || "UTC")}
              value={search.month ?? figures?.month ?? ""}
              onChange={(event) => change({ month: event.target.value, group: undefined, at: undefined }, true)}
            />
            <SelectField
              label="Groups"
              choices={groupings.filter((one) => provider || one.value !== "technician")}
              value={search.by ?? "priority"}
              onChange={(event) => change({ by: event.target.value, group: undefined }, true)}
            />
            {figures && (
              <p className="pb-1.5 text-xs text-dim">
                <Counted figures={figures} />
              </p>
            )}
          </div>
          {query.isError && !figures && <Failed what="the figures" error={query.error} retry={() => void query.refetch()} />}
          {query.isPending && <Loading what="the figures" />}
          {figures && <FigureTable figures={figures} open={(code, part) => change({ open: code, group: undefined, at: undefined, ...part }, true)} />}
          {figures && (
            <p>
              <Link to="/figures/exceptions" search={{ month: figures.month, client: search.client }} className="link">
                {exceptionCount(figures.exceptions, figures.pending_exceptions)}
              </Link>{" "}
              <span className="text-dim">What a person took out of the figures, or judged otherwise than the rule.</span>
            </p>
          )}
          {figures && <Restatements figures={figures} />}
          <AtRisk />
        </Page>
      </div>
      {opened && figures && (
        <FigureRecords
          figure={opened}
          month={search.at ?? figures.month}
          client={client}
          part={search.group === undefined ? undefined : partOf(opened, figures.group_by, search.group)}
          onClose={() => change({ open: undefined, group: undefined, at: undefined })}
        />
      )}
    </div>
  );
}

/// What a number opens: one group, or one month of the trend.
type Opens = (code: string, part?: { group?: string; at?: string }) => void;
const nobody = "-";

function partOf(figure: DeskFigure, by: string, group: string) {
  const key = group === nobody ? "" : group;
  return { by, key, label: figure.groups.find((one) => one.group === key)?.label || "No priority" };
}

function Counted({ figures }: { figures: DeskFigures }) {
  const where = figures.zone || "each client in its own zone";
  const closed = figures.clients > 0 && figures.closed_clients === figures.clients;
  return (
    <>
      {monthDays(figures.month)} ({where}), definition {figures.definition_version},{" "}
      {closed && figures.closed_at_unix_ms > 0 ? (
        <>
          closed <Moment at={figures.closed_at_unix_ms} />
        </>
      ) : closed ? (
        "closed for all clients"
      ) : figures.closed_clients > 0 ? (
        `closed for ${figures.closed_clients} of ${counted(figures.clients, "client", "clients")}`
      ) : (
        <>
          counted <Moment at={figures.computed_at_unix_ms} />
        </>
      )}
    </>
  );
}

function FigureTable({ figures, open }: { figures: DeskFigures; open: Opens }) {
  return (
    <ul className="grid gap-3 @3xl:grid-cols-2">
      {figures.figures.map((figure) => (
        <li key={figure.code} className="rounded-lg border border-line p-3">
          <Head figure={figure} open={open} />
          {figure.groups.length > 0 && (
            <dl className="mt-2 flex flex-wrap gap-x-5 gap-y-1">
              {figure.groups.map((group) => (
                <div key={group.group} title={madeOfWords(figure, group)}>
                  <dt className="text-xs text-dim">{group.label || "No priority"}</dt>
                  <dd className="tabular-nums">
                    {group.sample > 0 ? (
                      <button type="button" className="link in-row" onClick={() => open(figure.code, { group: group.group || nobody })}>
                        {valueWords(figure, group)}
                        <span className="sr-only">
                          {" "}
                          {figure.name}, {group.label || "no priority"}: what it is made of
                        </span>
                      </button>
                    ) : (
                      valueWords(figure, group)
                    )}{" "}
                    {judgesGroups(figure, figures.group_by) && <Verdict figure={figure} value={group} />}
                  </dd>
                </div>
              ))}
            </dl>
          )}
          <Trend figure={figure} open={(at) => open(figure.code, { at })} />
        </li>
      ))}
    </ul>
  );
}

function Head({ figure, open }: { figure: DeskFigure; open: Opens }) {
  const total = figure.total;
  return (
    <>
      <div className="flex items-baseline justify-between gap-3">
        <h2 className="text-sm font-semibold" title={figure.definition}>
          {figure.name} <span className="text-xs font-normal text-dim">{figure.code.split(".")[0]}</span>
        </h2>
        {total && total.sample > 0 ? (
          <button type="button" className="link in-row text-lg font-semibold whitespace-nowrap tabular-nums" onClick={() => open(figure.code)}>
            {valueWords(figure, total)}
            <span className="sr-only"> {figure.name}: what it is made of</span>
          </button>
        ) : (
          <span className="text-lg whitespace-nowrap text-dim">{total ? valueWords(figure, total) : "no data"}</span>
        )}
      </div>
      <p className="text-xs text-dim">
        {total && madeOfWords(figure, total)}
        {targetWords(figure) && <>; target {targetWords(figure)}</>} {total && <Verdict figure={figure} value={total} isTotal />}
      </p>
      <p className="mt-1 text-xs text-dim">{figure.definition}</p>
    </>
  );
}

const tones = { ok: "text-ok", warn: "text-warn", crit: "text-crit" };

function Verdict({ figure, value, isTotal = false }: { figure: DeskFigure; value: FigureValue; isTotal?: boolean }) {
  const verdict = verdictOf(figure, value, isTotal);
  if (!verdict) return null;
  const Icon = verdict.tone === "ok" ? CircleCheck : verdict.tone === "warn" ? TriangleAlert : CircleAlert;
  return (
    <span className={`inline-flex items-center gap-1 ${tones[verdict.tone]}`}>
      <Icon size={12} aria-hidden className="shrink-0" />
      {verdict.words}
    </span>
  );
}
