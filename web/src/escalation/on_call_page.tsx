// Who is on call when, what is missing, whom a ticket calls after which time, and whether pages arrive.
import { lazy, Suspense, useState } from "react";
import { ArrowLeftRight, CalendarDays, Pencil, Plus, Siren, Trash2, UserRoundCog } from "lucide-react";
import { methods } from "@/api/client";
import type { Schedule } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button, IconButton } from "@/ui/button";
import { useNow } from "@/ui/clock";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { Notice, Page, Section, Table } from "@/ui/panel";
import { State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { say, sayProblem } from "@/ui/toast";
import { OverrideDialog } from "./override_dialog";
import { Policies } from "./policies";
import { ScheduleDialog, scheduleMethods } from "./schedule_dialog";
import { Swaps } from "./swaps";
import { WeekView } from "./week_view";

const SwapDialog = lazy(() => import("./swap_dialog"));

export default function OnCallPage() {
  useTitle("On call");
  const schedules = useApi(methods.listSchedules, { order_by: "name", page_size: 100 });
  const now = useApi(methods.getOnCall, {}, { refetchInterval: 60_000 }).data;
  const may = useMay("oncall.write");
  const [editing, setEditing] = useState<Schedule | "new">();
  if (schedules.isError && !schedules.data) return <Failed what="the schedules" error={schedules.error} retry={() => void schedules.refetch()} />;
  if (!schedules.data) return <Loading what="schedules" />;
  const add = may && (
    <Button tone="primary" icon={Plus} onClick={() => setEditing("new")}>
      Add schedule
    </Button>
  );
  return (
    <Page>
      <Section title="On call" aside={schedules.data.schedules.length > 0 && add}>
        {schedules.data.schedules.length === 0 && (
          <NoneYet title="Nobody is on call." icon={CalendarDays}>
            <p>A schedule says who is called at night. Until there is one, nobody is paged.</p>
            {add}
          </NoneYet>
        )}
        <div className="space-y-3">
          {now?.attention.map((line) => (
            <Notice key={`${line.kind} ${line.text}`} tone={line.kind === "rest" ? "warn" : "crit"}>
              {line.text}
            </Notice>
          ))}
          {schedules.data.schedules.map((schedule) => (
            <ScheduleCard key={schedule.schedule_id} schedule={schedule} edit={() => setEditing(schedule)} />
          ))}
        </div>
      </Section>
      <Swaps />
      <Policies />
      <Tests />
      {editing && <ScheduleDialog schedule={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
}

function ScheduleCard({ schedule, edit }: { schedule: Schedule; edit: () => void }) {
  const now = useNow();
  const [takesOver, setTakesOver] = useState(false);
  const [offers, setOffers] = useState(false);
  const [address, setAddress] = useState("");
  const can = (action: string) => schedule.allowed_actions.includes(action);
  const id = { schedule_id: schedule.schedule_id };
  const touched = [...scheduleMethods, methods.listPagingTests];
  const test = useChange(methods.startPagingTest, touched, {
    onSuccess: () => say("The test page is on its way."),
    onError: (error) => sayProblem("The test could not begin.", error),
  });
  const feed = useChange(methods.issueFeed, touched, {
    onSuccess: (answer) => setAddress(answer.address),
    onError: (error) => sayProblem("The address could not be made.", error),
  });
  const revoke = useChange(methods.revokeFeed, touched, {
    onSuccess: () => setAddress(""),
    onError: (error) => sayProblem("The address could not be ended.", error),
  });
  const remove = useChange(methods.deleteSchedule, touched, {
    etag: schedule.etag,
    onError: (error) => sayProblem("The schedule could not be removed.", error),
  });
  const back = useChange(methods.removeOverride, touched, { onError: (error) => sayProblem("It could not be taken back.", error) });
  return (
    <article aria-label={schedule.name} className="space-y-3 rounded-lg border border-line p-3">
      <div className="flex flex-wrap items-center gap-2">
        <h3 className="font-semibold">{schedule.name}</h3>
        <span className="text-dim">{schedule.rules.zone}</span>
        <span className="ml-auto flex flex-wrap gap-1">
          <Button icon={ArrowLeftRight} onClick={() => setOffers(true)}>
            Offer a turn
          </Button>
          {can("override") && (
            <Button icon={UserRoundCog} onClick={() => setTakesOver(true)}>
              Somebody takes over
            </Button>
          )}
          {can("test") && (
            <Button icon={Siren} busy={test.isPending} onClick={() => test.mutate(id)}>
              Test now
            </Button>
          )}
          {can("edit") && <IconButton label={`Change ${schedule.name}`} icon={Pencil} onClick={edit} />}
          {can("delete") && (
            <IconButton
              label={`Remove ${schedule.name}`}
              icon={Trash2}
              onClick={() => window.confirm(`Remove the schedule ${schedule.name}?`) && remove.mutate(id)}
            />
          )}
        </span>
      </div>
      <WeekView schedule={schedule} />
      {schedule.overrides.length > 0 && (
        <ul className="space-y-1">
          {schedule.overrides.map((one) => (
            <li key={one.override_id} className="flex flex-wrap items-center gap-x-2">
              <span>
                {one.name} takes over {schedule.rules.layers[one.layer]?.name ?? ""} from <Moment at={one.from_unix_ms} /> until{" "}
                <Moment at={one.until_unix_ms} />
                {one.reason && <span className="text-dim"> · {one.reason}</span>}
              </span>
              {can("override") && one.until_unix_ms > now && (
                <button type="button" className="link" onClick={() => back.mutate({ override_id: one.override_id })}>
                  Take back
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {can("feed") && (
        <p className="text-dim">
          {address ? (
            <>
              Calendar address, shown only now: <code className="break-all text-ink">{address}</code>
            </>
          ) : schedule.has_feed ? (
            "Calendars can subscribe to this schedule by its secret address."
          ) : (
            "No calendar subscribes to this schedule."
          )}{" "}
          <button type="button" className="link" onClick={() => feed.mutate(id)}>
            {schedule.has_feed ? "Make a new address" : "Make an address"}
          </button>
          {schedule.has_feed && (
            <>
              {" · "}
              <button type="button" className="link" onClick={() => revoke.mutate(id)}>
                End it
              </button>
            </>
          )}
        </p>
      )}
      {offers && (
        <Suspense fallback={null}>
          <SwapDialog schedule={schedule} onClose={() => setOffers(false)} />
        </Suspense>
      )}
      {takesOver && <OverrideDialog schedule={schedule} onClose={() => setTakesOver(false)} />}
    </article>
  );
}

const testStates: Record<string, { state: string; label: string }> = {
  acknowledged: { state: "ok", label: "Answered" },
  missed: { state: "critical", label: "Nobody answered" },
};

function Tests() {
  const tests = useApi(methods.listPagingTests, { page_size: 12 }, { refetchInterval: 60_000 }).data;
  if (!tests || tests.runs.length === 0) return null;
  return (
    <Section title="Tests of the paging path">
      <Table label="Tests" head={["When", "Schedule", "Result", "Answered by"]}>
        {tests.runs.map((run) => {
          const shown = testStates[run.state] ?? { state: "unknown", label: "Under way" };
          return (
            <tr key={run.run_id} className="border-b border-line last:border-0">
              <td className="h-9 px-3 whitespace-nowrap">
                <Moment at={run.started_at_unix_ms} />
              </td>
              <td className="px-3">{run.schedule_name}</td>
              <td className="px-3">
                <State state={shown.state} label={shown.label} />
              </td>
              <td className="px-3">{run.acknowledged_by && `${run.acknowledged_by}, after ${Math.ceil(run.seconds_to_acknowledge / 60)} min`}</td>
            </tr>
          );
        })}
      </Table>
    </Section>
  );
}
