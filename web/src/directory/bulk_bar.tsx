import { Archive, ArrowRightLeft, Gauge, SquareTerminal, Wrench, type LucideIcon } from "lucide-react";
import { useMay, useSession } from "@/api/session";
import { Button } from "@/ui/button";
import { count } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Menu } from "@/ui/menu";
import { changeWords, type ChangeKind } from "./device_changes";
import type { Picks } from "./device_picks";

const kinds: readonly { kind: ChangeKind; label: string; icon: LucideIcon }[] = [
  { kind: "maintenance", label: "Maintenance", icon: Wrench },
  { kind: "criticality", label: "Criticality", icon: Gauge },
  { kind: "move", label: "Move", icon: ArrowRightLeft },
  { kind: "retire", label: "Retire", icon: Archive },
];

/// What can be done with the picked rows. "All matching" is a filter, not a list of ids.
export function BulkBar({ picks, total, act, run }: { picks: Picks; total: number; act: (kind: ChangeKind) => void; run: () => void }) {
  const permissions = useSession()?.permissions ?? [];
  const mayRun = useMay("job.write");
  useKeys(mayRun && picks.count > 0 ? [{ keys: "r", label: "Run a script on the picked devices", group: "Device", run }] : []);
  if (picks.count === 0) return null;
  const allowed = kinds.filter(({ kind }) => permissions.includes(changeWords[kind].needs));
  return (
    <div
      role="toolbar"
      aria-label="Picked devices"
      className="no-print flex min-h-11 shrink-0 flex-wrap items-center gap-2 border-t border-line bg-panel px-3 py-1.5"
    >
      <span aria-live="polite" className="font-medium whitespace-nowrap">
        {picks.everything ? `All ${count(picks.count)} matching` : `${count(picks.count)} selected`}
      </span>
      {!picks.everything && picks.count < total && (
        <button type="button" className="link whitespace-nowrap" onClick={picks.takeEverything}>
          Select all {count(total)} matching
        </button>
      )}
      <span className="flex gap-2 max-sm:hidden">
        {mayRun && (
          <Button icon={SquareTerminal} keys="r" onClick={run}>
            Run a script
          </Button>
        )}
        {allowed.map(({ kind, label, icon }) => (
          <Button key={kind} icon={icon} tone={kind === "retire" ? "danger" : "plain"} onClick={() => act(kind)}>
            {label}
          </Button>
        ))}
      </span>
      <span className="sm:hidden">
        <Menu
          label="Actions"
          items={[
            ...(mayRun ? [{ label: "Run a script", icon: SquareTerminal, run }] : []),
            ...allowed.map(({ kind, label, icon }) => ({ label, icon, danger: kind === "retire", run: () => act(kind) })),
          ]}
        />
      </span>
      <Button tone="quiet" className="ml-auto" keys="Escape" onClick={picks.clear}>
        Clear<span className="max-sm:hidden"> (Esc)</span>
      </Button>
    </div>
  );
}
