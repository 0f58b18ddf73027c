// How the desk keeps what it promised: each figure of a month by priority, client or technician, with the
// months before; each number opens the tickets that it is made of.
import { useState } from "react";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { methods } from "@/api/client";
import type { DeskFigure, DeskFigures, FigureValue } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { useClientId, usePageSearch } from "@/app/search";
import { Failed, Loading } from "@/ui/empty";
import { SelectField } from "@/ui/field";
import { counted, dayOf } from "@/ui/format";
import { months } from "@/ui/months";
import { Page } from "@/ui/panel";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { AtRisk } from "./at_risk";
import { Restatements } from "./restatements";
import { Trend } from "./trend";
import { FigureRecords } from "./figure_records";
import { madeOfWords, meetsTarget, targetWords, valueWords } from "./figure_words";

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
              onChange={(event) => change({ month: event.target.value }, true)}
            />
            <SelectField
              label="Groups"
              choices={groupings.filter((one) => provider || one.value !== "technician")}
              value={search.by ?? "priority"}
              onChange={(event) => change({ by: event.target.value }, true)}
            />
            {figures && (
              <p className="pb-1.5 text-xs text-dim">
                <Counted figures={figures} />
              </p>
            )}
          </div>
          {query.isError && !figures && <Failed what="the figures" error={query.error} retry={() => void query.refetch()} />}
          {query.isPending && <Loading what="the figures" />}
          {figures && <FigureTable figures={figures} open={(code) => change({ open: code }, true)} />}
          {figures && <Restatements figures={figures} />}
          <AtRisk />
        </Page>
      </div>
      {opened && figures && (
        <FigureRecords figure={opened} month={figures.month} client={client} onClose={() => change({ open: undefined })} />
      )}
    </div>
  );
}

function Counted({ figures }: { figures: DeskFigures }) {
  const days = `${dayOf(figures.from_unix_ms)} to ${dayOf(figures.until_unix_ms - 1)}`;
  const where = figures.zone || "each client in its own zone";
  const closed = figures.clients > 0 && figures.closed_clients === figures.clients;
  return (
    <>
      {days} ({where}), definition {figures.definition_version},{" "}
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

function FigureTable({ figures, open }: { figures: DeskFigures; open: (code: string) => void }) {
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
                    <Judged figure={figure} value={group} />
                  </dd>
                </div>
              ))}
            </dl>
          )}
          <Trend figure={figure} />
        </li>
      ))}
    </ul>
  );
}

function Head({ figure, open }: { figure: DeskFigure; open: (code: string) => void }) {
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
        {targetWords(figure) && <>; target {targetWords(figure)}</>} {total && <Verdict figure={figure} value={total} />}
      </p>
      <p className="mt-1 text-xs text-dim">{figure.definition}</p>
    </>
  );
}

function Verdict({ figure, value }: { figure: DeskFigure; value: FigureValue }) {
  const met = meetsTarget(figure, value);
  if (met === undefined) return null;
  const Icon = met ? CircleCheck : TriangleAlert;
  return (
    <span className={`inline-flex items-center gap-1 ${met ? "text-ok" : "text-warn"}`}>
      <Icon size={12} aria-hidden />
      {met ? "met" : "missed"}
    </span>
  );
}

function Judged({ figure, value }: { figure: DeskFigure; value: FigureValue }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      {valueWords(figure, value)} <Verdict figure={figure} value={value} />
    </span>
  );
}
