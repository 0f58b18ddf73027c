// On which machines: named one by one, or all that a filter matches. What is sent is always the list that is shown.
import { useEffect, useMemo, useState } from "react";
import { methods } from "@/api/client";
import type { Device } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { deviceFilterKeys, finishedPart } from "@/directory/device_filter_keys";
import { Button } from "@/ui/button";
import { CheckField } from "@/ui/field";
import { termText } from "@/ui/filter";
import { FilterBox } from "@/ui/filter_box";
import { count, counted } from "@/ui/format";

export type Way = "hand" | "filter";
interface Props {
  clientId: string;
  way: Way;
  filter: string; // of the way "filter", and what machines are found by in the other
  chosen: readonly string[];
  onWay: (way: Way) => void;
  onFilter: (filter: string) => void;
  onChange: (ids: readonly string[]) => void;
}
export const mostDevices = 500;
const shownAtOnce = 60;
const ways: readonly { way: Way; label: string }[] = [
  { way: "hand", label: "Choose by hand" },
  { way: "filter", label: "All that a filter matches" },
];

function useFound(clientId: string, filter: string) {
  const words = finishedPart(filter);
  const query = useApi(
    methods.listDevices,
    { filter: `${termText("client_id", clientId)} life:active ${words}`.trim(), order_by: "name", page_size: mostDevices },
    { enabled: clientId !== "", keep: true, staleTime: 15_000 },
  );
  const devices: readonly Device[] = query.data?.devices ?? [];
  return { words, devices, total: query.data?.total ?? 0, isKnown: Boolean(query.data) && !query.isPlaceholderData, problem: query.error?.message };
}

export function PickDevices({ clientId, way, filter, chosen, onWay, onFilter, onChange }: Props) {
  const found = useFound(clientId, filter);
  const { devices, total } = found;
  const keys = useMemo(() => deviceFilterKeys([], [], [...new Set(devices.map((one) => one.os).filter(Boolean))], []), [devices]);
  const tooMany = total > mostDevices;
  const isWrong = tooMany || Boolean(found.problem);
  const match = found.isKnown ? devices.map((one) => one.device_id).join(",") : undefined;
  const matching = way === "filter" ? (isWrong ? "" : match) : undefined;
  useEffect(() => {
    // All that match now are those of the job, as long as the filter stands; of one that cannot be taken, none.
    if (matching !== undefined) onChange(matching.split(",").filter(Boolean));
    // oxlint-disable-next-line react/exhaustive-deps
  }, [matching]);
  return (
    <fieldset className="min-w-0 space-y-2 rounded-lg border border-line p-3">
      <legend className="px-1 font-medium">On which machines ({count(chosen.length)})</legend>
      {!clientId && <p className="text-dim">Choose the client first: a job is for machines of one client.</p>}
      {clientId && (
        <>
          <div className="flex flex-wrap gap-x-4 gap-y-1" role="radiogroup" aria-label="How machines are chosen">
            {ways.map((one) => (
              <label key={one.way} className="flex items-center gap-2 coarse:min-h-11">
                <input type="radio" name="way" className="size-4 accent-accent" checked={way === one.way} onChange={() => onWay(one.way)} />
                {one.label}
              </label>
            ))}
          </div>
          <div className="flex flex-wrap items-start gap-2">
            <FilterBox
              label="Find machines"
              value={filter}
              onChange={onFilter}
              keys={keys}
              problem={found.problem}
              placeholder="Name or filter: kind:server os:debian*"
            />
            <span role="status" className="flex h-8 items-center whitespace-nowrap text-dim coarse:h-11">
              {found.isKnown && !found.problem && (found.words ? counted(total, "matches", "match") : counted(total, "machine", "machines"))}
            </span>
            {way === "hand" && <TakeAll devices={devices} chosen={chosen} onChange={onChange} />}
          </div>
          {tooMany && (
            <p className="text-xs text-warn">
              {way === "filter"
                ? `A job has ${count(mostDevices)} machines at most: make the filter narrower.`
                : `The first ${count(mostDevices)} of ${count(total)} are found.`}
            </p>
          )}
          {way === "hand" ? (
            <ByHand devices={devices} chosen={chosen} onChange={onChange} />
          ) : (
            <Names label="Machines that match" of={tooMany ? [] : devices.map((one) => one.name)} />
          )}
          {found.isKnown && devices.length === 0 && !found.problem && (
            <p className="text-dim">{found.words ? "No machine matches." : "This client has no machines."}</p>
          )}
        </>
      )}
    </fieldset>
  );
}

type Part = Pick<Props, "chosen" | "onChange"> & { devices: readonly Device[] };

/// Many of them scroll, by the keyboard too.
function Names({ label, of }: { label: string; of: readonly string[] }) {
  if (of.length === 0) return null;
  return (
    <div role="group" aria-label={label} tabIndex={0} data-scrolls className="scroll-thin max-h-28 overflow-y-auto break-words">
      {of.join(", ")}
    </div>
  );
}

function TakeAll({ devices, chosen, onChange }: Part) {
  const add = devices.map((one) => one.device_id).filter((id) => !chosen.includes(id));
  return (
    <Button
      className="h-8"
      disabled={add.length === 0 || chosen.length + add.length > mostDevices}
      onClick={() => onChange([...chosen, ...add])}
    >
      Take all {count(devices.length)}
    </Button>
  );
}

function ByHand({ devices, chosen, onChange }: Part) {
  // Names stay known when another filter no longer finds them.
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    if (devices.length > 0) setNames((before) => new Map([...before, ...devices.map((one) => [one.device_id, one.name] as const)]));
  }, [devices]);
  return (
    <>
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
      {chosen.length > 1 && (
        <div className="border-t border-line pt-2">
          <div className="flex items-start justify-between gap-2">
            <p className="text-xs font-medium text-dim">These are named in the job</p>
            <button type="button" className="link in-row text-xs" onClick={() => onChange([])}>
              Take none
            </button>
          </div>
          <Names label="Machines named in the job" of={chosen.map((id) => names.get(id) ?? "a machine")} />
        </div>
      )}
    </>
  );
}
