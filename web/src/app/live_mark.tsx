import { Radio, WifiOff } from "lucide-react";
import { useLiveState } from "@/api/live";
import { exactTime } from "@/ui/format";

/// Whether what is on screen moves by itself. Said with a word once it does not.
export function LiveMark() {
  const { state, lostAt } = useLiveState();
  if (state === "lost") {
    return (
      <span
        role="status"
        title={`Since ${exactTime(lostAt)}. Trying again; until then this page asks every half minute.`}
        className="flex shrink-0 items-center gap-1.5 rounded-md bg-warn-bg px-2 text-warn"
      >
        <WifiOff size={14} aria-hidden />
        <span>Not live</span>
      </span>
    );
  }
  const live = state === "live";
  return (
    <span
      role="status"
      title={live ? "Changes appear by themselves" : "Connecting"}
      className={`grid size-7 shrink-0 place-items-center ${live ? "text-ok" : "text-dim"}`}
    >
      <Radio size={15} aria-hidden />
      <span className="sr-only">{live ? "Live" : "Connecting"}</span>
    </span>
  );
}
