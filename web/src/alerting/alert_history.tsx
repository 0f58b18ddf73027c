import type { AlertEvent } from "@/api/generated/schema";
import { stateLabel } from "@/ui/status";
import { Moment } from "@/ui/time";

const kinds: Record<string, string> = {
  opened: "Opened",
  reopened: "Opened again",
  severity: "Severity changed",
  worse: "Became worse",
  acknowledged: "Taken",
  given_back: "Given back",
  snoozed: "Snoozed",
  suppressed: "Held back",
  released: "Let through",
  cleared: "Cleared",
  closed: "Closed",
  incident: "Joined an incident",
  ticket: "Ticket",
};

/// Newest first: what happened last is what one came to see.
export function AlertHistory({ events }: { events: readonly AlertEvent[] }) {
  if (events.length === 0) return <p className="text-dim">Nothing was written down yet.</p>;
  return (
    <ol className="space-y-2.5 border-l border-line pl-4">
      {events.toReversed().map((event, i) => (
        <li key={i} className="relative">
          <span aria-hidden className="absolute top-1.5 -left-[19.5px] size-1.5 rounded-full bg-strong-line" />
          <p>
            <span className="font-medium">{kinds[event.kind] ?? stateLabel(event.to || event.kind)}</span>
            {event.by && <span className="text-dim"> by {event.by}</span>}
            <Moment at={event.at_unix_ms} className="float-right pl-2 text-xs text-dim" />
          </p>
          {event.text && <p className="break-words text-dim">{event.text}</p>}
        </li>
      ))}
    </ol>
  );
}
