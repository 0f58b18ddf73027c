// The checks of a device: state, value, when it was observed, the levels, and what has not counted yet.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Check, Device } from "@/api/generated/schema";
import { largestPage, useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { Table } from "@/ui/panel";
import { Chip, State } from "@/ui/status";
import { Ago, Until } from "@/ui/time";
import { byState, clearText, coverageOf, holdsOf, holdText, isSoft, levelsText, noDataText, valueText } from "./check_words";
import { ExemptionDialog } from "./exemption_dialog";

export function CheckList({ device, brief = false }: { device: Device; brief?: boolean }) {
  const query = useApi(methods.listChecks, { device_id: device.device_id, page_size: largestPage }, { refetchInterval: 30_000 });
  const [exempting, setExempting] = useState<Check>();
  const may = useMay("check.exempt");
  const catalogue = useApi(methods.listCatalogue, { page_size: largestPage }, { staleTime: 300_000, enabled: !brief }).data?.checks;
  // What an exemption says of the hold stands in its own column.
  const holds = (check: Check) => (check.exemption_id ? undefined : holdsOf(catalogue?.find((one) => one.check === check.check)));
  if (query.isError && !query.data)
    return <Failed what="the checks of this device" error={query.error} retry={() => void query.refetch()} />;
  if (query.isPending) return <Loading what="checks" />;
  const checks = [...(query.data?.checks ?? [])].sort(byState);
  if (checks.length === 0)
    return (
      <NoneYet title={device.status === "retired" ? "A retired device is not checked." : "No check applies yet."}>
        {device.status !== "retired" && <p>Checks begin with the device's first report.</p>}
      </NoneYet>
    );
  if (brief)
    return (
      <>
        <Coverage checks={checks} device={device} />
        <Brief checks={checks} />
      </>
    );
  return (
    <>
      <Coverage checks={checks} device={device} />
      <Table label="Checks" head={["State", "Check", "Value", "Observed", "Levels", "Counts after", ...(may ? [""] : [])]}>
        {checks.map((check) => (
          <tr key={check.check_instance_id || check.check} className="align-top">
            <td className="w-40">
              <CheckState check={check} />
            </td>
            <td className="min-w-40">
              <CheckName check={check} />
              {check.reason && <p className="text-xs text-dim">{check.reason}</p>}
            </td>
            <td className="whitespace-nowrap">
              <Value check={check} />
            </td>
            <td className="whitespace-nowrap text-dim">
              <Ago at={check.observed_at_unix_ms} never="never observed" />
            </td>
            <td className="min-w-44">
              <p>{levelsText(check, check.unit, check.metric, check.lower_is_worse, holds(check)) || <span className="text-dim">none</span>}</p>
              <p className="text-xs text-dim">{clearText(check, check.unit, check.metric, check.lower_is_worse)}</p>
            </td>
            <td className="min-w-36">
              <p>{holdText(check.hold_s, check.sampling)}</p>
              <p className="text-xs text-dim">{noDataText(check.no_data_policy)}</p>
            </td>
            {may && (
              <td className="text-end align-top">
                {check.check_instance_id && (
                  <Button tone="quiet" onClick={() => setExempting(check)} aria-label={`Exempt ${check.name} ${check.item}`}>
                    Exempt
                  </Button>
                )}
              </td>
            )}
          </tr>
        ))}
      </Table>
      {exempting && (
        <ExemptionDialog clientId={device.client_id} device={device} check={exempting} onClose={() => setExempting(undefined)} />
      )}
    </>
  );
}

/// Of how many published checks the device's health says nothing: what nobody observes is not healthy.
function Coverage({ checks, device }: { checks: readonly Check[]; device: Device }) {
  const { observed, missing } = coverageOf(checks);
  if (missing.length === 0) return null;
  return (
    <p className="mb-2 text-sm text-dim">
      <span className="font-medium text-ink">
        {observed} of {observed + missing.length} published checks can be observed here.
      </span>{" "}
      The agent{device.agent_version && ` ${device.agent_version}`} reports nothing for {missing.join(", ")}: the health above says nothing of{" "}
      {missing.length === 1 ? "it" : "them"}. A newer agent may.
    </p>
  );
}

/// A soft state is not an alert yet: it says when it becomes one.
export function CheckState({ check }: { check: Check }) {
  return (
    <>
      <State state={check.state} />
      {isSoft(check.state) && check.counts_at_unix_ms > 0 && (
        <p className="text-xs text-dim">
          counts <Until at={check.counts_at_unix_ms} />
        </p>
      )}
      {!isSoft(check.state) && check.since_unix_ms > 0 && (
        <p className="text-xs text-dim">
          changed <Ago at={check.since_unix_ms} />
        </p>
      )}
    </>
  );
}

function CheckName({ check }: { check: Check }) {
  return (
    <p>
      <span className="font-medium">{check.name}</span>
      {check.item && (
        <>
          {" "}
          <span className="break-words">{check.item}</span>
        </>
      )}{" "}
      <span className="text-xs text-dim">{check.check}</span>
      {check.exemption_id && (
        <>
          {" "}
          <Chip>Exempted</Chip>
        </>
      )}
    </p>
  );
}

function Value({ check }: { check: Check }) {
  if (check.value === undefined || check.observed_at_unix_ms === 0) return <span className="text-dim">no value</span>;
  return (
    <span className={/warning/.test(check.state) ? "font-medium text-warn" : /critical/.test(check.state) ? "font-medium text-crit" : ""}>
      {valueText(check.value, check.unit, check.metric)}
    </span>
  );
}

function Brief({ checks }: { checks: readonly Check[] }) {
  return (
    <ul className="divide-y divide-line/70 rounded-lg border border-line">
      {checks.map((check) => (
        <li key={check.check_instance_id || check.check} className="flex min-h-8 items-center gap-2 px-3 py-1">
          <State state={check.state} className="w-28 shrink-0" />
          <span className="min-w-0 flex-1 truncate" title={`${check.name} ${check.item}`}>
            {check.name} <span className="text-dim">{check.item}</span>
          </span>
          <span className="shrink-0 text-xs text-dim">
            {isSoft(check.state) && check.counts_at_unix_ms > 0 ? (
              <>
                counts <Until at={check.counts_at_unix_ms} />
              </>
            ) : (
              <Ago at={check.observed_at_unix_ms} never="never" bare />
            )}
          </span>
          <span className="w-16 shrink-0 text-end">
            <Value check={check} />
          </span>
        </li>
      ))}
    </ul>
  );
}
