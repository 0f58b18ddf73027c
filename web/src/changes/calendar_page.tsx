// Windows of changes across clients, with what collides and when nothing is changed.
import { useState } from "react";
import { Link, useNavigate } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, List, Plus, Snowflake, TriangleAlert } from "lucide-react";
import { methods } from "@/api/client";
import type { CalendarChange, Freeze } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { useClientId, usePageSearch } from "@/app/search";
import { Button, buttonClass, IconButton } from "@/ui/button";
import { isToday, monthAfter, monthIn, spanOf } from "@/ui/calendar";
import { MonthGrid } from "@/ui/month_grid";
import { useNow } from "@/ui/clock";
import { Failed, Loading } from "@/ui/empty";
import { dayOf } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Page, Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { useTitle } from "@/ui/title";
import { daysOf, type Day } from "./calendar_days";
import { markOf, windowWords } from "./change_words";
import { Freezes, NewFreeze } from "./freezes";

const mostInDay = 3;
const clock = (at: number) => new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

export default function CalendarPage() {
  useTitle("Calendar of changes");
  const navigate = useNavigate();
  const [search, change] = usePageSearch();
  const client = useClientId();
  const now = useNow();
  const mayFreeze = useMay("change.configure");
  const [freezes, setFreezes] = useState(false);
  const [year, month] = monthIn(search.month, now);
  const { from, until } = spanOf(year, month);
  const query = useApi(methods.getChangeCalendar, { from_unix_ms: from, until_unix_ms: until, client_id: client }, { keep: true });
  const go = (by: number) => change({ month: monthAfter(year, month, by) });
  useKeys([
    { keys: "p", label: "The month before", group: "Calendar", run: () => go(-1) },
    { keys: "n", label: "The next month", group: "Calendar", run: () => go(1) },
    { keys: "d", label: "This month", group: "Calendar", run: () => change({ month: "" }) },
    { keys: "k", label: "List of changes", group: "Calendar", run: () => void navigate({ to: "/changes", search: { q: "is:open" } }) },
    ...(mayFreeze ? [{ keys: "f", label: "New freeze", group: "Calendar", run: () => setFreezes(true) }] : []),
  ]);
  const days = query.data ? daysOf(year, month, query.data.changes, query.data.freezes) : [];
  return (
    <Page>
      <div className="flex flex-wrap items-center gap-2">
        <IconButton icon={ChevronLeft} label="The month before" onClick={() => go(-1)} aria-keyshortcuts="p" />
        <h2 className="min-w-36 text-center text-base font-semibold" aria-live="polite">
          {new Date(year, month).toLocaleDateString("en-GB", { month: "long", year: "numeric" })}
        </h2>
        <IconButton icon={ChevronRight} label="The next month" onClick={() => go(1)} aria-keyshortcuts="n" />
        <Button tone="quiet" keys="d" onClick={() => change({ month: "" })}>
          Today
        </Button>
        <span className="flex-1" />
        <Link to="/changes" search={{ q: "is:open" }} className={buttonClass()} aria-keyshortcuts="k">
          <List size={14} aria-hidden />
          List
        </Link>
        {mayFreeze && (
          <Button icon={Plus} keys="f" onClick={() => setFreezes(true)}>
            Freeze
          </Button>
        )}
      </div>
      {query.isError && !query.data && <Failed what="the calendar" error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading what="the calendar" />}
      {query.data && (
        <>
          <Month days={days} now={now} />
          <Agenda days={days} now={now} />
          <Collisions changes={query.data.changes} />
          <Freezes freezes={query.data.freezes} />
        </>
      )}
      {freezes && <NewFreeze onClose={() => setFreezes(false)} />}
    </Page>
  );
}

function Month({ days, now }: { days: readonly Day[]; now: number }) {
  return (
    <MonthGrid
      days={days}
      now={now}
      tone={(day) => (day.freezes.length > 0 ? "bg-panel" : "")}
      beside={(day) =>
        day.freezes.length > 0 && (
          <span className="flex min-w-0 items-center gap-1 text-dim" title={day.freezes.map((one) => one.reason).join(", ")}>
            <Snowflake size={12} aria-hidden className="shrink-0" />
            <span className="truncate">{day.freezes[0].reason}</span>
          </span>
        )
      }
    >
      {(day) => (
        <>
          {day.changes.slice(0, mostInDay).map((one) => (
            <InDay key={one.change?.change_id} shown={one} />
          ))}
          {day.changes.length > mostInDay && <span className="px-1 text-xs text-dim">and {day.changes.length - mostInDay} more below</span>}
        </>
      )}
    </MonthGrid>
  );
}

function InDay({ shown }: { shown: CalendarChange }) {
  const change = shown.change;
  if (!change) return null;
  return (
    <Link
      to="/changes/$change_id"
      params={{ change_id: change.change_id }}
      title={`${change.reference} ${change.title}, ${change.client_name}`}
      className="in-row flex min-w-0 items-center gap-1 rounded bg-hover px-1 py-0.5 text-xs hover:bg-sel"
    >
      {shown.collisions.length > 0 && <TriangleAlert size={12} aria-label="Collides" className="shrink-0 text-warn" />}
      <span className="shrink-0 tabular-nums">{clock(change.starts_at_unix_ms)}</span>
      <span className="truncate">{change.title}</span>
    </Link>
  );
}

// On a phone, and below the month for whoever reads from top to bottom.
function Agenda({ days, now }: { days: readonly Day[]; now: number }) {
  const busy = days.filter((day) => day.inMonth && (day.changes.length > 0 || day.freezes.length > 0));
  if (busy.length === 0) return <p className="text-dim">Nothing is planned in this month.</p>;
  return (
    <Section title="Day by day">
      <ol className="space-y-3">
        {busy.map((day) => (
          <li key={day.at}>
            <p className={`text-xs ${isToday(day.at, now) ? "font-semibold" : "text-dim"}`}>
              {dayOf(day.at)}
              {day.freezes.map((freeze) => ` · ${freezeWords(freeze)}`).join("")}
            </p>
            <ul className="mt-1 space-y-1">
              {day.changes.map(({ change, collisions }) =>
                change ? (
                  <li key={change.change_id} className="flex min-w-0 flex-wrap items-center gap-x-3">
                    <span className="tabular-nums">{clock(Math.max(change.starts_at_unix_ms, day.at))}</span>
                    <Link to="/changes/$change_id" params={{ change_id: change.change_id }} className="link min-w-0 truncate">
                      {change.title}
                    </Link>
                    <span className="text-xs text-dim">{change.client_name}</span>
                    <State {...markOf(change)} className="text-xs" />
                    {collisions.length > 0 && <span className="text-xs text-warn">collides</span>}
                  </li>
                ) : null,
              )}
            </ul>
          </li>
        ))}
      </ol>
    </Section>
  );
}

const freezeWords = (freeze: Freeze) => `frozen${freeze.client_name ? ` (${freeze.client_name})` : ""}: ${freeze.reason}`;

function Collisions({ changes }: { changes: readonly CalendarChange[] }) {
  const colliding = changes.filter((one) => one.collisions.length > 0);
  if (colliding.length === 0) return null;
  return (
    <Section title="Collisions">
      <ul className="space-y-2">
        {colliding.map(({ change, collisions }) =>
          change ? (
            <li key={change.change_id} className="break-words">
              <Link to="/changes/$change_id" params={{ change_id: change.change_id }} className="link">
                {change.reference} {change.title}
              </Link>{" "}
              with{" "}
              {collisions
                .map((one) =>
                  one.freeze_id
                    ? `the freeze “${one.reason}”`
                    : `${one.reference} ${one.title}${one.device_name ? ` on ${one.device_name}` : ""} (${windowWords(one.from_unix_ms, one.until_unix_ms)})`,
                )
                .join("; ")}
            </li>
          ) : null,
        )}
      </ul>
    </Section>
  );
}
