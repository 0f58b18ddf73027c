// The promises about a ticket: how long is left, counted down here, and why, where somebody asks.
import { ChevronRight } from "lucide-react";
import type { Ticket, TicketClock } from "@/api/generated/schema";
import { useNow } from "@/ui/clock";
import { exactTime } from "@/ui/format";
import { Section } from "@/ui/panel";
import { clockLabel, clockLook, pressingClock, type ClockLook } from "./clock_words";

const tones: Record<ClockLook["tone"], string> = { ok: "", soon: "text-warn font-medium", missed: "text-crit font-medium", quiet: "text-dim" };

function Look({ clock, short = false }: { clock: TicketClock; short?: boolean }) {
  const look = clockLook(clock, useNow(), short);
  const due = clock.due_at_unix_ms ? `Due ${exactTime(clock.due_at_unix_ms)}` : undefined;
  return (
    <span className={`tabular-nums ${tones[look.tone]}`} title={due}>
      {look.text}
    </span>
  );
}

export function TicketClocks({ ticket }: { ticket: Ticket }) {
  if (ticket.clocks.length === 0) return null;
  return (
    <Section title="Promises">
      <ul className="divide-y divide-line rounded-lg border border-line">
        {ticket.clocks.map((clock) => (
          <li key={clock.kind}>
            <details className="group">
              <summary className="flex min-h-8 cursor-pointer items-center gap-3 px-3 py-1 coarse:min-h-11">
                <ChevronRight size={14} aria-hidden className="-mx-1 shrink-0 text-dim group-open:rotate-90" />
                <span className="min-w-0 truncate">{clockLabel(clock.kind)}</span>
                <span className="ms-auto shrink-0 text-end">
                  <Look clock={clock} />
                </span>
              </summary>
              <div className="space-y-2 px-3 pb-3 text-xs text-dim">
                <p className="text-ink">{clock.explanation}</p>
                <ol className="space-y-1">
                  {clock.steps.map((step, i) => (
                    <li key={i}>{step.text}</li>
                  ))}
                </ol>
              </div>
            </details>
          </li>
        ))}
      </ul>
    </Section>
  );
}

/// In a list: the promise that presses most.
export function Pressing({ ticket, short }: { ticket: Ticket; short?: boolean }) {
  const clock = pressingClock(ticket.clocks);
  if (!clock) return <span className="text-dim">nothing</span>;
  return (
    <span title={clockLabel(clock.kind)}>
      <Look clock={clock} short={short} />
    </span>
  );
}
