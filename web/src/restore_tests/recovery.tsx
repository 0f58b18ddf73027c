// How long restores of an item took against what was agreed, and how long all of it would take: measured the one, projected the other.
import { useMemo, useState } from "react";
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { BackupItem, FullRestore, ItemRecovery } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { Button } from "@/ui/button";
import { Chart } from "@/ui/chart";
import { Section } from "@/ui/panel";
import { recoverySeries, recoveryUnit } from "./recovery_series";
import { everyMinute, tookWords } from "./test_words";

export default function Recovery({ item }: { item: BackupItem }) {
  const recovery = useApi(methods.getItemRecovery, { item_id: item.item_id }, { refetchInterval: everyMinute }).data;
  if (!recovery || recovery.measured.length === 0) return null;
  return (
    <Section title="How long restores take">
      <div className="space-y-3">
        {recovery.full.map((one) => (
          <Projected key={one.backup_plan_id} full={one} agreed={Number(recovery.rto_s)} isOnly={recovery.full.length === 1} />
        ))}
        <Trend item={item} recovery={recovery} />
      </div>
    </Section>
  );
}

/// Never in green: it was not measured.
function Projected({ full, agreed, isOnly }: { full: FullRestore; agreed: number; isOnly: boolean }) {
  const seconds = full.projected_s === undefined ? undefined : Number(full.projected_s);
  const isOver = seconds !== undefined && agreed > 0 && seconds > agreed;
  return (
    <p className={isOver ? "text-warn" : ""}>
      {!isOnly && <span className="font-medium">{full.backup_plan_label}: </span>}
      {full.text}
      {isOver && ` That is longer than the ${tookWords(agreed)} that were agreed.`}{" "}
      {full.test_ids.length > 0 && (
        <span className="text-xs text-dim">
          Made of{" "}
          {full.test_ids.map((id, place) => (
            <Link key={id} to="/restore-tests/$test_id" params={{ test_id: id }} className="link mr-1">
              test {place + 1}
            </Link>
          ))}
        </span>
      )}
    </p>
  );
}

function Trend({ item, recovery }: { item: BackupItem; recovery: ItemRecovery }) {
  const [zoom, setZoom] = useState<{ from: number; to: number }>();
  const { unit, seconds } = recoveryUnit(recovery.measured);
  const series = useMemo(() => recoverySeries(recovery.measured, seconds), [recovery, seconds]);
  const moments = series.flatMap((one) => [...one.at]);
  if (moments.length < 2) return <p className="text-xs text-dim">The trend is drawn from the second measured restore on.</p>;
  const range = zoom ?? { from: Math.min(...moments), to: Math.max(...moments) };
  const agreed = Number(recovery.rto_s);
  return (
    <div>
      <Chart
        title={agreed > 0 ? `Measured recovery time; ${tookWords(agreed)} agreed` : "Measured recovery time; nothing agreed"}
        unit={unit}
        series={series}
        {...range}
        lines={agreed > 0 ? [{ value: agreed / seconds, tone: "warn" }] : []}
        onZoom={(from, to) => setZoom({ from, to })}
        fileName={`${item.name} recovery time`}
      />
      {zoom && (
        <Button tone="quiet" onClick={() => setZoom(undefined)}>
          All tests
        </Button>
      )}
    </div>
  );
}
