import { ArrowUp } from "lucide-react";
import { counted } from "./format";

/// "3 new, show": nothing moves under the hand until the person says so.
export function FreshPill({ fresh, gone, show }: { fresh: number; gone: number; show: () => void }) {
  if (fresh + gone === 0) return null;
  const parts = [fresh > 0 && `${fresh} new`, gone > 0 && counted(gone, "no longer here", "no longer here")].filter(Boolean);
  return (
    <button
      type="button"
      onClick={show}
      className="button flex h-6 shrink-0 items-center gap-1 rounded-full bg-accent px-2.5 text-xs font-medium text-accent-ink hover:opacity-90"
    >
      <ArrowUp size={12} aria-hidden />
      <span role="status">{parts.join(", ")}</span>
      <span aria-hidden>·</span>Show
    </button>
  );
}
