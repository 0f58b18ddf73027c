// What the clocks of a ticket say, in words. Pure: `now` is given, so a screen counts down without asking the server.
import type { TicketClock } from "@/api/generated/schema";

const kinds: Record<string, string> = {
  acknowledge: "Acknowledge",
  first_response: "First response",
  update: "News to the client",
  mitigate: "Mitigate",
  resolve: "Resolve",
};
export const clockLabel = (kind: string): string => kinds[kind] ?? kind;

const minute = 60,
  hour = 60 * minute,
  day = 24 * hour;
/// "3 h 05 min", "2 d 04 h", "12 min", "45 s": always of one form and one width, so that nothing jumps from one tick to
/// the next.
export function exactSpan(seconds: number): string {
  const value = Math.max(0, Math.floor(seconds));
  if (value < minute) return `${value} s`;
  if (value < hour) return `${Math.floor(value / minute)} min`;
  if (value < 2 * day) return `${Math.floor(value / hour)} h ${two(Math.floor((value % hour) / minute))} min`;
  return `${Math.floor(value / day)} d ${two(Math.floor((value % day) / hour))} h`;
}
const two = (value: number) => String(value).padStart(2, "0");

export interface ClockLook {
  text: string;
  /// ok, soon (three quarters are used), missed, quiet (nothing to do)
  tone: "ok" | "soon" | "missed" | "quiet";
}

/// How a clock stands at `now`; `short` where there is no room for "due in". One that was running when the server said so may have run out since.
export function clockLook(clock: TicketClock, now: number, short = false): ClockLook {
  const late = clock.breach_at_unix_ms || (clock.counting && clock.due_at_unix_ms && now > clock.due_at_unix_ms ? clock.due_at_unix_ms : 0);
  if (late && clock.stopped_at_unix_ms) return { text: "done, too late", tone: "missed" };
  const over = exactSpan((now - late) / 1000);
  if (late) return { text: short ? `${over} late` : `missed ${over} ago`, tone: "missed" };
  if (clock.state === "met") return { text: "kept", tone: "quiet" };
  if (clock.state === "cancelled") return { text: "no longer wanted", tone: "quiet" };
  if (!clock.counting) return { text: `paused, ${exactSpan(Number(clock.target_s) - Number(clock.consumed_s))} left`, tone: "quiet" };
  if (!clock.due_at_unix_ms) return { text: "not due within years", tone: "quiet" };
  const used = Number(clock.consumed_s) >= 0.75 * Number(clock.target_s);
  const left = exactSpan((clock.due_at_unix_ms - now) / 1000);
  return { text: short ? left : `due in ${left}`, tone: used ? "soon" : "ok" };
}

/// What a list shows of a ticket: what is missed and still open first, then what runs out next, then a pause.
export function pressingClock(clocks: readonly TicketClock[]): TicketClock | undefined {
  const open = clocks.filter((clock) => !clock.stopped_at_unix_ms);
  const rank = (clock: TicketClock) => (clock.counting || clock.breach_at_unix_ms ? clock.due_at_unix_ms || Infinity : Infinity);
  return open.toSorted((a, b) => rank(a) - rank(b))[0];
}
