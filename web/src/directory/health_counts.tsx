import { count } from "@/ui/format";
import { withTerm } from "@/ui/filter";
import { lookOf } from "@/ui/status";
import type { DeviceRows, Health } from "./device_rows";

const order: readonly (keyof Health)[] = ["ok", "warning", "critical", "unknown"];

/// How many match, by health; each number narrows the list to itself.
export function HealthCounts({ rows, query, onPick }: { rows: DeviceRows; query: string; onPick: (query: string) => void }) {
  return (
    <div className="flex flex-wrap items-center gap-x-1">
      <span aria-live="polite" className="mr-1 flex h-8 items-center whitespace-nowrap text-dim">
        {count(rows.now)}
        <span className="max-sm:sr-only">&nbsp;{rows.now === 1 ? "device" : "devices"}</span>
      </span>
      {order.map((state) => {
        const { icon: Icon, tone, label } = lookOf(state);
        const picked = query.split(/\s+/).includes(`status:${state}`);
        return (
          <button
            key={state}
            type="button"
            title={label}
            aria-pressed={picked}
            onClick={() => onPick(withTerm(query, "status", picked ? "" : state))}
            className={`flex h-7 items-center gap-1 rounded-md px-1.5 max-sm:px-1 ${tone} ${picked ? "bg-sel" : "hover:bg-hover"}`}
          >
            <Icon size={14} aria-hidden />
            {count(rows.health[state])}
            <span className="sr-only"> {label}</span>
          </button>
        );
      })}
    </div>
  );
}
