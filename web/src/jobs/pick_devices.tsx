// On which machines: named one by one, or found by a filter and then named. What is sent is always the list that is shown.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Device } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { Button } from "@/ui/button";
import { CheckField, TextField } from "@/ui/field";
import { termText } from "@/ui/filter";
import { count, counted } from "@/ui/format";

interface Props {
  clientId: string;
  chosen: readonly string[];
  onChange: (ids: readonly string[]) => void;
}
const mostDevices = 500,
  shownAtOnce = 60;

export function PickDevices({ clientId, chosen, onChange }: Props) {
  const [text, setText] = useState("");
  const own = termText("client_id", clientId);
  const enabled = clientId !== "";
  const all = useApi(methods.listDevices, { filter: `${own} life:active`, order_by: "name", page_size: 1000 }, { enabled, staleTime: 60_000 });
  const found = useApi(
    methods.listDevices,
    { filter: `${own} life:active ${text.trim()}`, order_by: "name", page_size: mostDevices },
    { enabled: enabled && text.trim() !== "", keep: true },
  );
  const devices: readonly Device[] = (text.trim() ? found.data?.devices : all.data?.devices) ?? [];
  const total = (text.trim() ? found.data?.total : all.data?.total) ?? devices.length;
  const names = new Map((all.data?.devices ?? []).map((one) => [one.device_id, one.name]));
  const matching = devices.map((one) => one.device_id);
  const add = matching.filter((id) => !chosen.includes(id));
  return (
    <fieldset className="min-w-0 space-y-2 rounded-lg border border-line p-3">
      <legend className="px-1 font-medium">On which machines ({count(chosen.length)})</legend>
      {!clientId && <p className="text-dim">Choose the client first: a job is for machines of one client.</p>}
      {clientId && (
        <>
          <div className="flex items-start gap-2">
            <div className="min-w-0 flex-1">
              <TextField
                label="Find machines"
                hideLabel
                placeholder="Name or filter: kind:server os:debian*"
                value={text}
                error={found.isError ? found.error.message : undefined}
                onChange={(event) => setText(event.target.value)}
                spellCheck={false}
              />
            </div>
            <Button
              className="h-8"
              disabled={add.length === 0 || chosen.length + add.length > mostDevices}
              onClick={() => onChange([...chosen, ...add])}
            >
              Take all {count(matching.length)}
            </Button>
          </div>
          {total > matching.length && (
            <p className="text-xs text-dim">
              The first {count(matching.length)} of {count(total)} are found. A job has {count(mostDevices)} machines at most.
            </p>
          )}
          <div className="scroll-thin grid max-h-48 gap-1 overflow-y-auto sm:grid-cols-2" role="group" aria-label="Machines found">
            {devices.slice(0, shownAtOnce).map((one) => (
              <CheckField
                key={one.device_id}
                label={
                  <>
                    {one.name} {!one.connected && <span className="text-xs text-dim">not connected</span>}
                  </>
                }
                checked={chosen.includes(one.device_id)}
                onChange={(event) => onChange(event.target.checked ? [...chosen, one.device_id] : chosen.filter((id) => id !== one.device_id))}
              />
            ))}
          </div>
          {devices.length > shownAtOnce && (
            <p className="text-xs text-dim">{counted(devices.length - shownAtOnce, "more is", "more are")} found and not shown.</p>
          )}
          {all.data && devices.length === 0 && <p className="text-dim">{text.trim() ? "No machine is found." : "This client has no machines."}</p>}
          {chosen.length > 0 && (
            <div className="border-t border-line pt-2">
              <div className="flex items-start justify-between gap-2">
                <p className="text-xs font-medium text-dim">These are named in the job</p>
                <button type="button" className="link in-row text-xs" onClick={() => onChange([])}>
                  Take none
                </button>
              </div>
              <p className="scroll-thin max-h-28 overflow-y-auto break-words">{chosen.map((id) => names.get(id) ?? "a machine").join(", ")}</p>
            </div>
          )}
        </>
      )}
    </fieldset>
  );
}
