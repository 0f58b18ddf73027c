// The timer in the line above every page: on which ticket, how long, pause and stop. Loaded after the page.
import { lazy, Suspense, useState } from "react";
import { Link } from "@tanstack/react-router";
import { CircleAlert, Pause, Play, Square } from "lucide-react";
import { methods } from "@/api/client";
import { useChange } from "@/api/query";
import { IconButton } from "@/ui/button";
import { touchedByTime } from "./time_words";
import { Stopwatch, useTimer } from "./timer";

const StopDialog = lazy(() => import("./stop_dialog"));

export default function HeaderTimer() {
  const timer = useTimer();
  const [stopping, setStopping] = useState(false);
  const pause = useChange(methods.pauseTimer, touchedByTime),
    resume = useChange(methods.resumeTimer, touchedByTime);
  if (!timer?.state) return null;
  const runs = timer.state === "running";
  return (
    <div
      className={`flex h-7 items-center gap-0.5 rounded-md border pl-2 ${timer.is_forgotten ? "border-warn bg-warn-bg" : "border-line bg-panel"}`}
    >
      {timer.is_forgotten ? (
        <button type="button" className="flex items-center gap-1 text-warn" onClick={() => setStopping(true)}>
          <CircleAlert size={14} aria-hidden />
          Still at it?
        </button>
      ) : (
        <Link
          to="/tickets/$ticket_id"
          params={{ ticket_id: timer.ticket_id }}
          title={`${timer.ticket_reference} ${timer.ticket_title}`}
          className={`flex items-center gap-1.5 ${runs ? "" : "text-dim"}`}
        >
          <span className="max-lg:sr-only">{timer.ticket_reference}</span>
          <Stopwatch timer={timer} />
        </Link>
      )}
      <IconButton
        icon={runs ? Pause : Play}
        label={runs ? "Pause the timer" : "Go on with the timer"}
        className="max-sm:hidden"
        onClick={() => (runs ? pause : resume).mutate({})}
      />
      <IconButton icon={Square} label="Stop the timer" onClick={() => setStopping(true)} />
      {stopping && (
        <Suspense fallback={null}>
          <StopDialog timer={timer} onClose={() => setStopping(false)} />
        </Suspense>
      )}
    </div>
  );
}
