// What has to be proven, and by when: what is late, then the month with the tests that begin, those that are due and the proofs that run out.
import { Link } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, Hourglass, Play, TriangleAlert } from "lucide-react";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useClientId, usePageSearch } from "@/app/search";
import { BackupFrame, BackupsAbove } from "@/ui/backup_frame";
import { Button, IconButton } from "@/ui/button";
import { isToday, monthAfter, monthIn } from "@/ui/calendar";
import { MonthGrid } from "@/ui/month_grid";
import { useNow } from "@/ui/clock";
import { Failed, Loading } from "@/ui/empty";
import { counted, dayOf } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Notice, Page, Section, Table } from "@/ui/panel";
import { useTitle } from "@/ui/title";
import { dueProofs, lateProofs, proofDays, type DueProof, type LateProof, type ProofDay } from "./proof_days";
import { everyMinute } from "./test_words";

const mostInDay = 3;
const mostPlans = 500;
const looks: Record<DueProof["kind"], { icon: typeof Play; tone: string }> = {
  begins: { icon: Play, tone: "text-dim" },
  due: { icon: TriangleAlert, tone: "text-warn" },
  runs_out: { icon: Hourglass, tone: "text-warn" },
};

export default function ProofCalendarPage() {
  useTitle("Calendar of proofs", <BackupsAbove />);
  const [search, change] = usePageSearch();
  const client = useClientId();
  const now = useNow();
  const [year, month] = monthIn(search.month, now);
  const plans = useApi(
    methods.listProofPlans,
    { filter: `is:active${client ? ` client_id:${client}` : ""}`, order_by: "due", page_size: mostPlans },
    { keep: true, refetchInterval: everyMinute },
  );
  const proven = useApi(methods.getRecoverability, { client_id: client }, { keep: true, refetchInterval: everyMinute });
  const go = (by: number) => change({ month: monthAfter(year, month, by) });
  useKeys([
    { keys: "p", label: "The month before", group: "Calendar", run: () => go(-1) },
    { keys: "n", label: "The next month", group: "Calendar", run: () => go(1) },
    { keys: "d", label: "This month", group: "Calendar", run: () => change({ month: "" }) },
  ]);
  const broken = [plans, proven].find((one) => one.isError && !one.data);
  return (
    <BackupFrame at="/backups/calendar">
      <Page>
        {broken && <Failed what="the calendar" error={broken.error} retry={() => void broken.refetch()} />}
        {!broken && !(plans.data && proven.data) && <Loading what="the calendar" />}
        {plans.data && proven.data && (
          <>
            {plans.data.total > mostPlans && (
              <Notice tone="info">
                There are more than {mostPlans} proof plans: those due first are shown. Narrow the console to a client to see all of theirs.
              </Notice>
            )}
            <Late rows={lateProofs(plans.data.plans, proven.data.clients, now)} />
            <div className="flex flex-wrap items-center gap-2">
              <IconButton icon={ChevronLeft} label="The month before" onClick={() => go(-1)} aria-keyshortcuts="p" />
              <h2 className="min-w-36 text-center text-base font-semibold" aria-live="polite">
                {new Date(year, month).toLocaleDateString("en-GB", { month: "long", year: "numeric" })}
              </h2>
              <IconButton icon={ChevronRight} label="The next month" onClick={() => go(1)} aria-keyshortcuts="n" />
              <Button tone="quiet" keys="d" onClick={() => change({ month: "" })}>
                Today
              </Button>
            </div>
            <Month days={proofDays(year, month, dueProofs(plans.data.plans, proven.data.clients))} now={now} />
          </>
        )}
      </Page>
    </BackupFrame>
  );
}

const wide = (title: string) => ({ title, wide: true });

function Late({ rows }: { rows: readonly LateProof[] }) {
  if (rows.length === 0) return <p className="text-dim">Nothing is late: every item of C1 and C2 has a proof that counts, and no test is overdue.</p>;
  return (
    <Section title={`${counted(rows.length, "item", "items")} without a proof that counts`}>
      <Table label="Late proofs" head={["What", wide("Client"), wide("Why"), "Planned"]}>
        {rows.map((row) => (
          <tr key={row.item_id}>
            <td className="min-w-32">
              <ItemLink id={row.item_id} name={row.item} /> <span className="text-xs text-dim">{row.criticality}</span>
              <span className="block text-xs text-dim md:hidden">
                {row.client}. {row.why}
              </span>
            </td>
            <td className="max-md:hidden">{row.client}</td>
            <td className={`min-w-48 break-words max-md:hidden ${row.isTested ? "" : "text-crit"}`}>{row.why}</td>
            <td className="whitespace-nowrap">{row.isPlanned ? "yes" : <span className="text-warn">no proof plan</span>}</td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

const ItemLink = ({ id, name }: { id: string; name: string }) => (
  <Link to="/backups/items/$item_id" params={{ item_id: id }} className="link break-words">
    {name}
  </Link>
);

function Month({ days, now }: { days: readonly ProofDay[]; now: number }) {
  const busy = days.filter((day) => day.inMonth && day.proofs.length > 0);
  return (
    <>
      <MonthGrid days={days} now={now}>
        {(day) => (
          <>
            {day.proofs.slice(0, mostInDay).map((one) => (
              <InDay key={one.key} proof={one} />
            ))}
            {day.proofs.length > mostInDay && <span className="px-1 text-xs text-dim">and {day.proofs.length - mostInDay} more below</span>}
          </>
        )}
      </MonthGrid>
      {busy.length === 0 ? (
        <p className="text-dim">No test begins or is due in this month, and no proof runs out.</p>
      ) : (
        <Section title="Day by day">
          <ol className="space-y-3">
            {busy.map((day) => (
              <li key={day.at}>
                <p className={`text-xs ${isToday(day.at, now) ? "font-semibold" : "text-dim"}`}>{dayOf(day.at)}</p>
                <ul className="mt-1 space-y-1">
                  {day.proofs.map((one) => (
                    <li key={one.key} className="flex min-w-0 flex-wrap items-center gap-x-2">
                      <Kind proof={one} />
                      <ItemLink id={one.item_id} name={one.item} />
                      <span>{one.about}</span>
                      <span className="text-xs text-dim">{one.client}</span>
                    </li>
                  ))}
                </ul>
              </li>
            ))}
          </ol>
        </Section>
      )}
    </>
  );
}

function Kind({ proof }: { proof: DueProof }) {
  const { icon: Icon, tone } = looks[proof.kind];
  return <Icon size={12} aria-hidden className={`shrink-0 ${tone}`} />;
}

const InDay = ({ proof }: { proof: DueProof }) => (
  <Link
    to="/backups/items/$item_id"
    params={{ item_id: proof.item_id }}
    title={`${proof.item}, ${proof.client}: ${proof.about}`}
    className="in-row flex min-w-0 items-center gap-1 rounded bg-hover px-1 py-0.5 text-xs hover:bg-sel"
  >
    <Kind proof={proof} />
    <span className="truncate">
      {proof.item}
      <span className="sr-only">: {proof.about}</span>
    </span>
  </Link>
);
