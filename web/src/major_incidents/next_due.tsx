// What is owed next of a major incident, as a countdown: the client's update, the end note, the review, its actions.
import type { MajorIncident } from "@/api/generated/schema";
import { useNow } from "@/ui/clock";
import { Moment } from "@/ui/time";
import { countdown, dueOf } from "./major_words";

/// "in 29:49", to the second; "0:40 ago" once it has come.
export function Countdown({ at }: { at: number }) {
  const left = at - useNow();
  return <span className="tabular-nums">{left < 0 ? `${countdown(-left)} ago` : `in ${countdown(left)}`}</span>;
}

export function NextDue({ incident }: { incident: MajorIncident }) {
  const now = useNow();
  const due = dueOf(incident);
  if (!due) return <span className="text-dim">nothing</span>;
  if (!due.at)
    return (
      <span className={due.late ? "text-crit" : ""}>
        {due.what}
      </span>
    );
  const late = due.late || due.at < now;
  // Far away a day is enough; near, the seconds count.
  return (
    <span className={`whitespace-nowrap ${late ? "font-medium text-crit" : ""}`}>
      {due.what} {due.at - now > 3_600_000 ? <Moment at={due.at} /> : <span className="tabular-nums">{countdown(due.at - now)}</span>}
    </span>
  );
}
