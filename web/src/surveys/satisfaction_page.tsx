// K08: what people answered, by client and priority, for managers by technician, and month by month; each number opens its tickets.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { Smile } from "lucide-react";
import { methods } from "@/api/client";
import type { Satisfaction, SatisfactionLine, Survey } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { ListFrame, useList } from "@/app/list";
import { useClientId, usePageSearch } from "@/app/search";
import { isoTime } from "@/ui/csv";
import { Failed, FilteredAway, Loading, NoneYet } from "@/ui/empty";
import { SelectField } from "@/ui/field";
import type { FilterKey } from "@/ui/filter_words";
import { count, counted, dayOf, decimal } from "@/ui/format";
import { Grid } from "@/ui/grid";
import { MonthBars } from "@/ui/month_bars";
import { fullMonthName, months } from "@/ui/months";
import type { Column } from "@/ui/grid_columns";
import { Section, Table } from "@/ui/panel";
import { Chip, State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { answerLabel, answerTone, percentWords, reasonWords } from "./survey_words";

const dayMs = 86_400_000,
  trendMonths = 12;
const periods = [
  { value: "30", label: "Last 30 days" },
  { value: "90", label: "Last 90 days" },
  { value: "365", label: "Last year" },
];
const keys: readonly FilterKey[] = [
  { key: "answer", hint: "what was said", values: ["good", "ok", "bad"] },
  { key: "state", hint: "where it stands", values: ["due", "sent", "answered", "skipped", "dropped"] },
  { key: "client", hint: "name of the client" },
  { key: "person", hint: "who was asked" },
  { key: "ticket", hint: "number of the ticket" },
  { key: "sent", hint: "how long ago: sent<30d", numeric: true },
  { key: "month", hint: "in which it was sent: month:2026-11" },
  { key: "priority", hint: "of the ticket", values: ["P1", "P2", "P3", "P4"] },
];
const views = [
  { name: "Sent", query: "state:sent,answered" },
  { name: "Bad", query: "answer:bad" },
  { name: "Answered", query: "state:answered" },
  { name: "Not asked", query: "state:skipped,dropped" },
];
const idOf = (one: Survey) => one.survey_id;

const columns: readonly Column<Survey>[] = [
  {
    key: "answer",
    title: "Answer",
    width: "104px",
    sort: "answer",
    cell: (one) => (one.answer ? <Chip tone={answerTone(one.answer)}>{answerLabel(one.answer)}</Chip> : <State state={one.state} />),
    file: [
      ["state", (one) => one.state],
      ["answer", (one) => one.answer],
      ["reason", (one) => one.reason],
    ],
  },
  {
    key: "ticket",
    title: "Ticket",
    width: "minmax(180px,2fr)",
    sort: "ticket",
    cell: (one) => (
      <Link to="/tickets/$ticket_id" params={{ ticket_id: one.ticket_id }} className="link truncate">
        {one.ticket_reference} {one.ticket_title}
      </Link>
    ),
    file: [
      ["ticket", (one) => one.ticket_reference],
      ["title", (one) => one.ticket_title],
    ],
  },
  {
    key: "client",
    title: "Client",
    width: "minmax(100px,1fr)",
    from: 640,
    sort: "client",
    cell: (one) => one.client_name,
    file: [["client", (one) => one.client_name]],
  },
  {
    key: "person",
    title: "Person",
    width: "minmax(100px,1fr)",
    from: 760,
    sort: "person",
    cell: (one) => one.person_name,
    file: [
      ["person", (one) => one.person_name],
      ["technician", (one) => one.technician_name],
    ],
  },
  {
    key: "comment",
    title: "Words",
    width: "minmax(120px,2fr)",
    from: 900,
    cell: (one) => <span className="text-dim">{one.comment || (one.reason && `not asked: ${reasonWords(one.reason)}`)}</span>,
    file: [
      ["comment", (one) => one.comment],
      ["follow_up", (one) => one.follow_up_reference],
    ],
  },
  {
    key: "sent",
    title: "Sent",
    width: "76px",
    sort: "sent",
    end: true,
    cell: (one) => <Ago at={one.sent_at_unix_ms} bare className="text-dim" />,
    file: [
      ["sent_at", (one) => isoTime(one.sent_at_unix_ms)],
      ["answered_at", (one) => isoTime(one.answered_at_unix_ms)],
    ],
  },
];

export default function SatisfactionPage() {
  useTitle("Satisfaction");
  const list = useList({ method: methods.listSurveys, rows: (answer) => answer.surveys, idOf, order: "-sent" });
  return (
    <div className="scroll-thin flex h-full min-h-0 flex-col">
      <Figures />
      <div className="flex min-h-64 flex-1">
        <ListFrame
          list={list}
          one="survey"
          many="surveys"
          views={{ page: "surveys", shipped: views }}
          keys={keys}
          placeholder="Filter: words, answer:bad client:acme sent<30d"
          file={{ name: "surveys.csv", columns }}
        >
          <Grid
            {...list.grid}
            label="Surveys"
            memory="surveys"
            columns={columns}
            nameOf={(one) => one.ticket_title}
            card={(one) => <SurveyCard survey={one} />}
            onOpen={() => undefined}
            empty={
              list.applied ? (
                <FilteredAway what="survey" clear={list.clear} />
              ) : (
                <NoneYet icon={Smile} title="Nobody was asked yet.">
                  When surveys are on (Settings, Surveys), the person who asked for a ticket is asked one question after it is resolved.
                </NoneYet>
              )
            }
          />
        </ListFrame>
      </div>
    </div>
  );
}

function SurveyCard({ survey }: { survey: Survey }) {
  return (
    <span className="block min-w-0 leading-5">
      <span className="block truncate font-medium">{survey.ticket_title}</span>
      <span className="flex min-w-0 items-center gap-2 text-xs text-dim">
        <Chip tone={answerTone(survey.answer)}>{answerLabel(survey.answer)}</Chip>
        <span className="truncate">{survey.person_name || survey.client_name}</span>
        <Ago at={survey.sent_at_unix_ms} bare className="ml-auto shrink-0" />
      </span>
    </span>
  );
}

const splits = { clients: "By client", priorities: "By priority", technicians: "By technician", trend: "By month" };
type SplitBy = keyof typeof splits;
const isMonth = (period: string) => period.includes("-");

function Figures() {
  const [period, setPeriod] = useState("90");
  const [by, setBy] = useState<"" | SplitBy>("");
  const [now] = useState(() => Date.now());
  const [, change] = usePageSearch();
  const client = useClientId();
  const mayPeople = useMay("survey.configure");
  const query = useApi(
    methods.getSatisfaction,
    {
      client_id: client,
      from_unix_ms: isMonth(period) ? 0 : now - Number(period) * dayMs,
      until_unix_ms: 0,
      month: isMonth(period) ? period : "",
      months: trendMonths,
    },
    { keep: true },
  );
  const figures = query.data;
  return (
    <div className="border-b border-line px-3 py-2">
      <Section
        title="Satisfaction (K08)"
        aside={
          <>
            <SelectField
              label="Split"
              hideLabel
              choices={[
                { value: "", label: "In all" },
                ...Object.entries(splits)
                  .map(([value, label]) => ({ value, label }))
                  .filter((one) => mayPeople || one.value !== "technicians"),
              ]}
              value={by}
              onChange={(event) => setBy(event.target.value as typeof by)}
            />
            <SelectField
              label="Period"
              hideLabel
              choices={[...periods, ...months(now, figures?.zone || "UTC")]}
              value={period}
              onChange={(event) => setPeriod(event.target.value)}
            />
          </>
        }
      >
        {query.isError && !figures && <Failed what="the satisfaction" error={query.error} retry={() => void query.refetch()} />}
        {query.isPending && <Loading what="the satisfaction" rows={1} />}
        {figures && <Whole figures={figures} />}
        {figures && by && (
          <div className="mt-2 max-h-64 overflow-auto">
            <Split
              lines={by === "trend" ? figures.trend.map((line) => ({ ...line, label: fullMonthName(line.key) })).reverse() : figures[by]}
              label={splits[by]}
            />
          </div>
        )}
        {figures && (
          <MonthBars
            name="Satisfaction"
            bars={figures.trend.map((line) => ({
              month: line.key,
              at: line.enough ? line.percent : undefined,
              words: percentWords(line),
              closed: line.key !== figures.trend.at(-1)?.key,
              records: line.sent,
            }))}
            open={(month) => change({ q: figures.trend.find((line) => line.key === month)?.filter }, true)}
          />
        )}
      </Section>
    </div>
  );
}

function Whole({ figures }: { figures: Satisfaction }) {
  const { all } = figures;
  return (
    <>
      <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <span className="text-lg font-semibold">{percentWords(all)}</span>
        <Counts line={all} />
        {all.enough && (
          <span className="text-dim">
            95 % interval {decimal(all.interval_low)} to {decimal(all.interval_high)} %
          </span>
        )}
        <span className="text-dim">{all.sent > 0 ? `response rate ${decimal(all.response_percent)} %` : "nobody was asked"}</span>
      </p>
      <p className="mt-1 text-xs text-dim">
        {figures.month
          ? `${fullMonthName(figures.month)} (${figures.zone || "each client in its own zone"})`
          : `${dayOf(figures.from_unix_ms)} to ${dayOf(figures.until_unix_ms)}`}
        . Definition {figures.definition_version}: {figures.definition} Under{" "}
        {figures.minimum_sample} answers there are counts only.
      </p>
    </>
  );
}

/// Every number opens what it is made of.
function Counts({ line }: { line: SatisfactionLine }) {
  const [, change] = usePageSearch();
  const opening = (more: string, text: string) => (
    <button type="button" className="link" onClick={() => change({ q: `${line.filter}${more}` }, true)}>
      {text}
    </button>
  );
  return (
    <span>
      {opening(" answer:good", `${count(line.good)} good`)} of {opening(" state:answered", counted(line.answered, "answer", "answers"))},{" "}
      {opening(" answer:ok", `${count(line.ok)} OK`)}, {opening(" answer:bad", `${count(line.bad)} bad`)};{" "}
      {opening("", `${count(line.sent)} sent`)}
    </span>
  );
}

function Split({ lines, label }: { lines: readonly SatisfactionLine[]; label: string }) {
  if (lines.length === 0) return <p className="text-dim">Nobody was asked in this period.</p>;
  return (
    <Table label={label} head={["", "Satisfied", "Made of", "Response"]}>
      {lines.map((line) => (
        <tr key={line.key}>
          <td>{line.label || "No priority"}</td>
          <td className="whitespace-nowrap">{percentWords(line)}</td>
          <td>
            <Counts line={line} />
          </td>
          <td className="text-right">{line.sent > 0 ? `${decimal(line.response_percent)} %` : ""}</td>
        </tr>
      ))}
    </Table>
  );
}
