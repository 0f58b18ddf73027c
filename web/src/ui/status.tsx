// States as icon and word: colour is never the only carrier. Unknown is never green.
import {
  Ban,
  BellOff,
  CheckCheck,
  CircleAlert,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleX,
  Clock,
  Hourglass,
  TriangleAlert,
  Waves,
  type LucideIcon,
} from "lucide-react";
import { words } from "./format";

interface Look {
  icon: LucideIcon;
  tone: string;
  label: string;
}

const looks: Record<string, Look> = {
  ok: { icon: CircleCheck, tone: "text-ok", label: "OK" },
  warning: { icon: TriangleAlert, tone: "text-warn", label: "Warning" },
  critical: { icon: CircleAlert, tone: "text-crit", label: "Critical" },
  unknown: { icon: CircleHelp, tone: "text-off", label: "Unknown" },
  stale: { icon: Clock, tone: "text-off", label: "Stale" },
  flapping: { icon: Waves, tone: "text-warn", label: "Flapping" },
  disabled: { icon: Ban, tone: "text-off", label: "Disabled" },
  soft_warning: { icon: Hourglass, tone: "text-warn", label: "Warning soon" },
  soft_critical: { icon: Hourglass, tone: "text-crit", label: "Critical soon" },
  retired: { icon: Ban, tone: "text-off", label: "Retired" },
  open: { icon: CircleAlert, tone: "text-crit", label: "Open" },
  acknowledged: { icon: CheckCheck, tone: "text-accent", label: "Acknowledged" },
  suppressed: { icon: BellOff, tone: "text-off", label: "Suppressed" },
  snoozed: { icon: BellOff, tone: "text-off", label: "Snoozed" },
  cleared: { icon: CircleCheck, tone: "text-ok", label: "Cleared" },
  closed: { icon: CircleX, tone: "text-off", label: "Closed" },
  new: { icon: CircleDashed, tone: "text-accent", label: "New" },
  triaged: { icon: CircleDashed, tone: "text-accent", label: "Triaged" },
  assigned: { icon: CircleDashed, tone: "text-accent", label: "Assigned" },
  in_progress: { icon: Hourglass, tone: "text-accent", label: "In progress" },
  waiting_client: { icon: Clock, tone: "text-warn", label: "Waiting for client" },
  waiting_vendor: { icon: Clock, tone: "text-warn", label: "Waiting for vendor" },
  waiting_parts: { icon: Clock, tone: "text-warn", label: "Waiting for parts" },
  scheduled: { icon: Clock, tone: "text-accent", label: "Scheduled" },
  resolved: { icon: CircleCheck, tone: "text-ok", label: "Resolved" },
  cancelled: { icon: CircleX, tone: "text-off", label: "Cancelled" },
  merged: { icon: CircleX, tone: "text-off", label: "Merged" },
  detected: { icon: CircleAlert, tone: "text-crit", label: "Going on" },
  mitigated: { icon: Hourglass, tone: "text-warn", label: "Works for now" },
  restored: { icon: CircleCheck, tone: "text-ok", label: "Restored" },
  active: { icon: CircleCheck, tone: "text-ok", label: "Active" },
  announced: { icon: Clock, tone: "text-accent", label: "Planned" },
  completed: { icon: CheckCheck, tone: "text-off", label: "Completed" },
  pending: { icon: Hourglass, tone: "text-accent", label: "Pending" },
  delivered: { icon: CircleCheck, tone: "text-ok", label: "Delivered" },
  withheld: { icon: CircleX, tone: "text-off", label: "Withheld" },
  failed: { icon: CircleAlert, tone: "text-crit", label: "Failed" },
  invited: { icon: CircleDashed, tone: "text-accent", label: "Invited" },
  unwatched: { icon: CircleHelp, tone: "text-off", label: "Not watched" },
};

export const lookOf = (state: string): Look => looks[state] ?? { icon: CircleHelp, tone: "text-off", label: words(state || "unknown") };
export const stateLabel = (state: string): string => lookOf(state).label;

export function State({ state, label, className = "" }: { state: string; label?: string; className?: string }) {
  const { icon: Icon, tone, label: word } = lookOf(state);
  return (
    <span className={`inline-flex max-w-full min-w-0 items-center gap-1.5 align-middle ${tone} ${className}`}>
      <Icon size={14} aria-hidden className="shrink-0" />
      <span className="truncate">{label ?? word}</span>
    </span>
  );
}

const priorityTones: Record<string, string> = {
  P1: "bg-crit text-bg font-semibold",
  P2: "bg-crit-bg text-crit font-semibold",
  P3: "bg-warn-bg text-warn font-medium",
  P4: "bg-hover text-dim font-medium",
};

export function Priority({ value }: { value: string }) {
  if (!value) return null;
  return (
    <span
      className={`inline-grid h-5 min-w-7 shrink-0 place-items-center rounded px-1 text-xs ${priorityTones[value] ?? priorityTones.P4}`}
    >
      <span className="sr-only">Priority </span>
      {value}
    </span>
  );
}

/// A quiet label: a role, a tag, a kind.
export function Chip({ children, tone = "bg-hover text-dim", title }: { children: React.ReactNode; tone?: string; title?: string }) {
  return <span title={title} className={`inline-flex h-5 shrink-0 items-center gap-1 rounded px-1.5 text-xs whitespace-nowrap ${tone}`}>{children}</span>;
}
