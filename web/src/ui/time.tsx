// Relative times with the exact one on hover: the viewer's zone and UTC.
import { useNow } from "./clock";
import { exactTime, shortTime, span } from "./format";

const hover = (at: number) => `${exactTime(at)}\n${exactTime(at, "UTC")} UTC`;

/// "5 min ago"; "never" for 0. `bare` leaves out "ago" where a column title says it.
export function Ago({ at, bare = false, never = "never", className }: { at: number; bare?: boolean; never?: string; className?: string }) {
  const now = useNow();
  if (!at) return <span className={className}>{never}</span>;
  const text = now - at < 1000 ? "now" : bare ? span(now - at) : `${span(now - at)} ago`;
  return (
    <time dateTime={new Date(at).toISOString()} title={hover(at)} className={className}>
      {text}
    </time>
  );
}

/// "in 4 min", and "now" once it has come.
export function Until({ at, className }: { at: number; className?: string }) {
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={hover(at)} className={className}>
      {at - now >= 1000 ? `in ${span(at - now)}` : "now"}
    </time>
  );
}

export function Moment({ at, className }: { at: number; className?: string }) {
  const now = useNow();
  if (!at) return <span className={className}>never</span>;
  return (
    <time dateTime={new Date(at).toISOString()} title={hover(at)} className={className}>
      {shortTime(at, now)}
    </time>
  );
}
