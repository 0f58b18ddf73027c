// How the check of an alert stands at this moment: recovering, still bad, or silent.
import { methods } from "@/api/client";
import { largestPage, useApi } from "@/api/query";
import { Notice } from "@/ui/panel";
import { State } from "@/ui/status";
import { measured } from "@/ui/format";
import { Ago, Until } from "@/ui/time";

export function CheckNow({ deviceId, check, item }: { deviceId: string; check: string; item: string }) {
  const query = useApi(methods.listChecks, { device_id: deviceId, page_size: largestPage }, { refetchInterval: 15_000, keep: true });
  const now = query.data?.checks.find((one) => one.check === check && one.item === item);
  if (!now) return null;
  return (
    <div className="mt-3">
      <Notice tone="info">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <State state={now.state} />
          <span>{now.value === undefined ? "no value" : measured(now.value, now.unit)}</span>
          <span className="text-dim">
            observed <Ago at={now.observed_at_unix_ms} />
          </span>
        </div>
        {now.counts_at_unix_ms > 0 && (
          <p className="text-dim">
            Counts <Until at={now.counts_at_unix_ms} /> if it lasts.
          </p>
        )}
        {now.reason && <p className="text-dim">{now.reason}</p>}
      </Notice>
    </div>
  );
}
