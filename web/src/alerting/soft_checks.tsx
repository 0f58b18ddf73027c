// What fails now but does not count yet: it becomes an alert when it lasts. Shown so that somebody who
// looks is not surprised, without asking anybody for anything.
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { SoftCheck } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { useClientId } from "@/app/search";
import { count, measured } from "@/ui/format";
import { State } from "@/ui/status";
import { Ago, Until } from "@/ui/time";

const most = 8;

export function SoftChecks() {
  const client_id = useClientId();
  const may = useMay("device.read");
  const query = useApi(methods.listSoftChecks, { client_id, page_size: most }, { enabled: may, refetchInterval: 15_000, keep: true });
  const checks = query.data?.soft_checks ?? [];
  if (checks.length === 0) return null;
  const total = query.data?.total ?? checks.length;
  return (
    <section aria-label="Failing, not counted yet" className="mt-6 min-w-0">
      <h2 className="text-sm font-semibold">Failing, not counted yet</h2>
      <p className="mb-2 text-dim">
        {total > checks.length ? `The next ${checks.length} of ${count(total)}. ` : ""}Each becomes an alert if it lasts.
      </p>
      <ul className="overflow-hidden rounded-lg border border-line">
        {checks.map((check) => (
          <SoftRow key={check.check_instance_id} check={check} />
        ))}
      </ul>
    </section>
  );
}

function SoftRow({ check }: { check: SoftCheck }) {
  return (
    <li className="relative flex flex-wrap items-baseline gap-x-3 gap-y-0.5 border-b border-line/70 px-3 py-2 last:border-0 hover:bg-hover">
      <State state={check.state} className="w-28 shrink-0" />
      <span className="min-w-0 flex-1 basis-60 break-words">
        <Link
          to="/devices/$device_id"
          params={{ device_id: check.device_id }}
          className="in-row font-medium after:absolute after:inset-0"
        >
          {check.name} {check.item && <span className="font-normal">{check.item} </span>}on {check.device_name}
        </Link>
        <span className="block text-xs text-dim">
          {check.client_name}, {measured(check.value, check.unit)} with the limit at {measured(check.threshold, check.unit)}, evidence{" "}
          <Ago at={check.observed_at_unix_ms} />
        </span>
      </span>
      <span className="shrink-0 text-dim">
        counts <Until at={check.counts_at_unix_ms} />
      </span>
    </li>
  );
}
