// Exemptions of a client or a device: what deviates, why, until when.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { methods } from "@/api/client";
import type { Device, Exemption } from "@/api/generated/schema";
import { useApiPages, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { More } from "@/ui/more";
import { FormDialog } from "@/ui/dialog";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { dayOf, span } from "@/ui/format";
import { Section, Table } from "@/ui/panel";
import { Chip } from "@/ui/status";
import { say } from "@/ui/toast";
import { ExemptionDialog } from "./exemption_dialog";

export function deviationText(one: Exemption): string {
  if (one.disabled) return "switched off";
  const part = (name: string, value: number | undefined) => (value === undefined ? [] : [`${name} ${value}`]);
  return [
    ...part("warning from", one.raise_warning),
    ...part("warning clears at", one.clear_warning),
    ...part("critical from", one.raise_critical),
    ...part("critical clears at", one.clear_critical),
    ...(one.hold_s === undefined ? [] : [one.hold_s === 0 ? "at once" : `held for ${span(one.hold_s * 1000)}`]),
    ...(one.interval_s === undefined ? [] : [`every ${span(one.interval_s * 1000)}`]),
    ...(one.samples_needed === undefined ? [] : [`${one.samples_needed} of ${one.samples_of} samples`]),
  ].join(", ");
}

/// With `device`: its own and those of its whole client; without: all of the client, or of everybody.
export function ExemptionList({ clientId, device, title = "Exemptions" }: { clientId?: string; device?: Device; title?: string }) {
  const query = useApiPages(methods.listExemptions, { client_id: clientId, filter: "", page_size: 100 }, (answer) => answer.exemptions);
  const may = useMay("check.exempt");
  const [adding, setAdding] = useState(false);
  const [ending, setEnding] = useState<Exemption>();
  const concerned = device ? query.rows.filter((one) => !one.device_id || one.device_id === device.device_id) : query.rows;
  const rows = [...concerned.filter((one) => !one.ended), ...concerned.filter((one) => one.ended)];
  return (
    <Section
      title={title}
      aside={
        may && clientId ? (
          <Button icon={Plus} onClick={() => setAdding(true)}>
            Exempt
          </Button>
        ) : undefined
      }
    >
      {query.isError && rows.length === 0 && <Failed what="exemptions" error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading what="exemptions" rows={3} />}
      {query.isSuccess && rows.length === 0 && (
        <NoneYet title="Nothing deviates from the catalogue.">
          <p>An exemption changes a level or switches a check off, for a reason and until a date.</p>
        </NoneYet>
      )}
      {rows.length > 0 && (
        <Table label={title} head={["Check", "Holds for", "What deviates", "Reason", "Until", ...(may ? [""] : [])]}>
          {rows.map((one) => (
            <tr key={one.exemption_id} className={one.ended ? "text-dim" : ""}>
              <td className="font-medium whitespace-nowrap">
                {one.check}
                {one.item && <span className="font-normal"> {one.item}</span>}
              </td>
              <td>
                {one.device_id ? (
                  <Link to="/devices/$device_id" params={{ device_id: one.device_id }} className="link">
                    {one.device_name || "a device"}
                  </Link>
                ) : (
                  `all devices${clientId ? "" : ` of ${one.client_name}`}`
                )}
              </td>
              <td>{deviationText(one)}</td>
              <td className="min-w-40">
                {one.reason}
                <p className="text-xs text-dim">
                  {one.created_by}, {dayOf(one.created_at_unix_ms)}
                </p>
              </td>
              <td className="whitespace-nowrap">{one.ended ? <Chip>ended</Chip> : dayOf(one.expires_at_unix_ms)}</td>
              {may && (
                <td className="text-end">
                  {!one.ended && (
                    <Button tone="quiet" onClick={() => setEnding(one)}>
                      End
                    </Button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </Table>
      )}
      <More of={query}>More</More>
      {adding && clientId && <ExemptionDialog clientId={clientId} device={device} onClose={() => setAdding(false)} />}
      {ending && <EndExemption exemption={ending} onClose={() => setEnding(undefined)} />}
    </Section>
  );
}

function EndExemption({ exemption, onClose }: { exemption: Exemption; onClose: () => void }) {
  const change = useChange(methods.endExemption, [methods.listExemptions, methods.listChecks], {
    etag: exemption.etag,
    onSuccess: () => {
      onClose();
      say("Ended. The catalogue holds again.");
    },
  });
  return (
    <FormDialog
      title={`End the exemption from ${exemption.check} ${exemption.item}?`}
      description={exemption.reason}
      submit="End it now"
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
      onSubmit={() => change.mutate({ exemption_id: exemption.exemption_id })}
    >
      <p>The catalogue's levels hold again at once; an alert may follow.</p>
    </FormDialog>
  );
}
