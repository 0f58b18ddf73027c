// Time on the ticket's page: the timer, booking by hand, who worked how long.
import { lazy, Suspense, useState } from "react";
import { Clock, Play, Plus, Square } from "lucide-react";
import { methods } from "@/api/client";
import type { Ticket, TimeEntry } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { counted } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Section } from "@/ui/panel";
import { say } from "@/ui/toast";
import { activityLabel, hours, touchedByTime } from "./time_words";
import { Stopwatch, useTimer } from "./timer";

const LogDialog = lazy(() => import("./log_dialog").then((file) => ({ default: file.LogDialog })));
const StopDialog = lazy(() => import("./stop_dialog"));

export default function TicketAside({ ticket }: { ticket: Ticket }) {
  const mayRead = useMay("time.read"),
    mayBook = useMay("time.write");
  useKeys(mayRead ? [] : ["l", "t"].map((keys) => ({ keys, label: "Book time on the ticket", run: () => {}, barred: noBooking })));
  return mayRead ? <TicketTime ticket={ticket} mayBook={mayBook} /> : null;
}

const shownEntries = 5;
const noBooking = "Your roles book no time.";

function TicketTime({ ticket, mayBook }: { ticket: Ticket; mayBook: boolean }) {
  const [dialog, setDialog] = useState<"log" | "stop" | TimeEntry>();
  const time = useApi(methods.listTimeEntries, { filter: `ticket_id:${ticket.ticket_id}`, page_size: shownEntries }, { keep: true }).data;
  const timer = useTimer(mayBook);
  const start = useChange(methods.startTimer, touchedByTime, {
    onSuccess: (answer) => {
      if (answer.booked?.entry_id) say(`Booked ${hours(answer.booked.worked_s)} on ${answer.booked.ticket_reference}; now here.`);
    },
  });
  const here = timer?.state && timer.ticket_id === ticket.ticket_id ? timer : undefined;
  const turn = () => {
    if (here?.state === "running") setDialog("stop");
    else start.mutate({ ticket_id: ticket.ticket_id, activity: "", note: "" });
  };
  useKeys([
    { keys: "l", label: "Book time on the ticket", run: () => setDialog("log"), barred: mayBook ? "" : noBooking },
    { keys: "t", label: "Start or stop the timer", run: turn, barred: mayBook ? "" : noBooking },
  ]);
  return (
    <Section
      title="Time"
      aside={
        mayBook && (
          <>
            <Button tone="quiet" icon={here?.state === "running" ? Square : Play} keys="t" busy={start.isPending} onClick={turn}>
              {here?.state === "running" ? "Stop" : here ? "Go on" : "Start"}
            </Button>
            <Button tone="quiet" icon={Plus} keys="l" onClick={() => setDialog("log")}>
              Book
            </Button>
          </>
        )
      }
    >
      {start.isError && <ProblemLine error={start.error} />}
      {here && (
        <p className="mb-2 flex items-center gap-2">
          <Clock size={14} aria-hidden className={here.state === "running" ? "text-accent" : "text-dim"} />
          <Stopwatch timer={here} className="font-semibold" />
          <span className="text-dim">{here.state === "running" ? "your timer" : "your timer, paused"}</span>
        </p>
      )}
      {time && time.total > 0 && (
        <>
          <p className="mb-1">
            <span className="font-semibold">{hours(time.worked_s)}</span> worked
            {time.counted_s !== time.worked_s && `, ${hours(time.counted_s)} counted`}
            {Number(time.billable_s) > 0 && `, ${hours(time.billable_s)} billable`}
          </p>
          <ul className="space-y-1">
            {time.entries.map((entry) => (
              <li key={entry.entry_id} className="flex min-w-0 items-baseline gap-2 text-xs">
                <span className="tabular-nums">{hours(entry.worked_s)}</span>
                <span className="min-w-0 flex-1 truncate text-dim" title={entry.note}>
                  {entry.person_name}, {entry.day.slice(5)}, {entry.note || activityLabel(entry.activity).toLowerCase()}
                </span>
                {entry.allowed_actions.includes("edit") && (
                  <button type="button" className="link" onClick={() => setDialog(entry)}>
                    Edit
                  </button>
                )}
              </li>
            ))}
          </ul>
          {time.total > shownEntries && (
            <p className="mt-1 text-xs text-dim">{counted(time.total - shownEntries, "more entry", "more entries")}</p>
          )}
        </>
      )}
      <Suspense fallback={null}>
        {dialog === "stop" && here && <StopDialog timer={here} onClose={() => setDialog(undefined)} />}
        {dialog && dialog !== "stop" && (
          <LogDialog
            target={{
              ticket: { id: ticket.ticket_id, label: `${ticket.reference} ${ticket.title}` },
              entry: dialog === "log" ? undefined : dialog,
            }}
            onClose={() => setDialog(undefined)}
          />
        )}
      </Suspense>
    </Section>
  );
}
