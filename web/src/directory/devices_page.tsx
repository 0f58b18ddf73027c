// All devices: a filter line, what it matches by health, rows, and what can be done with picked ones.
import { useCallback, useDeferredValue, useMemo, useState } from "react";
import { Link, useNavigate } from "@tanstack/react-router";
import { Download, MonitorOff, Plus, SlidersHorizontal } from "lucide-react";
import type { Device } from "@/api/generated/schema";
import { useMay } from "@/api/session";
import { beginningOf } from "@/app/job_beginning";
import { useFilterText } from "@/app/filter_text";
import { Views } from "@/app/views";
import { forClient, usePageSearch } from "@/app/search";
import { Button, buttonClass, IconButton } from "@/ui/button";
import { download } from "@/ui/csv";
import { Failed, FilteredAway, Loading, NoneYet, NotAllowed, ProblemLine } from "@/ui/empty";
import { FilterBox } from "@/ui/filter_box";
import { counted } from "@/ui/format";
import { FreshPill } from "@/ui/fresh_pill";
import { ColumnDialog } from "@/ui/column_chooser";
import { columnsShown, keepColumns, readColumns, usualColumns } from "@/ui/columns";
import { Grid } from "@/ui/grid";
import { useKeys } from "@/ui/keys";
import { useTitle } from "@/ui/title";
import { say, sayProblem } from "@/ui/toast";
import type { View } from "@/ui/view_bar";
import { BulkBar } from "./bulk_bar";
import { ChangeDevices, type Targets } from "./change_devices";
import { columnKeys, DeviceCard, deviceColumns, shippedColumns } from "./device_cells";
import type { ChangeKind } from "./device_changes";
import { collectDevices, devicesAsCsv } from "./device_export";
import { finishedPart, useDeviceFilterKeys } from "./device_filter_keys";
import { DevicePreview } from "./device_preview";
import { HealthCounts } from "./health_counts";
import { useDevicePicks } from "./device_picks";
import { useSparks } from "./sparks";
import { useDeviceRows } from "./use_device_rows";

const shippedViews: readonly View[] = [
  { name: "All devices", query: "" },
  { name: "Needs attention", query: "status:critical,warning" },
  { name: "Unknown", query: "status:unknown" },
  { name: "Silent servers", query: "kind:server seen>10m" },
  { name: "Disk over 90 %", query: "disk>90" },
  { name: "In maintenance", query: "maintenance:true" },
  { name: "Retired", query: "life:retired" },
];

const deviceCard = (device: Device) => <DeviceCard device={device} />;

export default function DevicesPage() {
  useTitle("Devices");
  const [search, change] = usePageSearch();
  const { text: query, setText: setQuery } = useFilterText();
  const order = search.sort ?? "name",
    clientId = search.client ?? "";
  const filter = useDeferredValue(forClient(finishedPart(query), clientId));
  const list = useDeviceRows(filter, order);
  const { rows, problem } = list;
  const keys = useDeviceFilterKeys(rows);
  const shown = readColumns(search.columns ?? "", columnKeys) ?? usualColumns("devices", columnKeys, shippedColumns);
  const columns = columnsShown(deviceColumns, shown);
  const picks = useDevicePicks(rows, filter);
  const [changing, setChanging] = useState<{ kind: ChangeKind; targets: Targets }>();
  const [choosing, setChoosing] = useState(false);
  const [range, setRange] = useState<[number, number]>([0, 0]);
  const visible =
    rows && shown.includes("spark")
      ? Array.from({ length: range[1] - range[0] + 1 }, (_, i) => rows.at(range[0] + i)?.device_id ?? "")
      : [];
  useSparks(visible, "cpu_used_percent");
  const look = useCallback(
    (first: number, last: number) => {
      setRange((before) => (before[0] === first && before[1] === last ? before : [first, last]));
      rows?.need(first - 40, last + 40);
    },
    [rows, setRange],
  );
  const pickQuery = (next: string) => {
    setQuery(next);
    change({ q: next, open: "" }, true);
  };
  const open = (id: string) => change({ open: id }, !search.open);
  const navigate = useNavigate();
  const openId = search.open ?? "";
  const ids = useMemo(() => new Set(picks.selection.ids), [picks.selection.ids]);
  useKeys([
    { keys: "Escape", label: "Close or unselect", group: "Lists", run: () => (openId ? change({ open: "" }) : picks.clear()) },
    { keys: "c", label: "Add a device", group: "Lists", run: () => void navigate({ to: "/devices/add" }) },
    {
      keys: "o",
      label: "Open the device's page",
      group: "Lists",
      run: () => {
        if (openId) void navigate({ to: "/devices/$device_id", params: { device_id: openId } });
      },
    },
  ]);
  const refused = problem?.code.startsWith("filter.") ? problem.message : undefined;
  const targets = (): Targets =>
    picks.everything ? { filter } : { devices: (rows?.loaded() ?? []).filter((row) => ids.has(row.device_id)) };
  // All that match are named by the filter; the page of the job counts them again.
  const run = () => {
    const picked = targets();
    const begun = "filter" in picked ? { q: picked.filter } : beginningOf(picked.devices);
    if (typeof begun === "string") say(begun);
    else void navigate({ to: "/jobs/new", search: begun });
  };

  return (
    <div className="flex h-full min-h-0">
      <section aria-label="Devices" className="flex min-h-0 min-w-0 flex-1 flex-col">
        <Views page="devices" shipped={shippedViews} text={query} setText={setQuery} />
        <div className="no-print flex shrink-0 flex-wrap items-start gap-x-3 gap-y-1 border-b border-line px-3 py-2">
          <FilterBox
            label="Filter devices"
            value={query}
            onChange={setQuery}
            keys={keys}
            problem={refused}
            placeholder="Filter: name, address, status:critical kind:server disk>90"
          />
          <span className="flex h-8 shrink-0 items-center sm:order-last coarse:h-11">
            <IconButton icon={SlidersHorizontal} label="Columns" onClick={() => setChoosing(true)} className="max-sm:hidden" />
            <ExportButton filter={filter} order={order} columns={shown} />
            <AddDevice />
          </span>
          <div className="flex min-w-0 flex-wrap items-center gap-x-3 max-sm:w-full">
            {rows && <HealthCounts rows={rows} query={query} onPick={pickQuery} />}
            {rows && <FreshPill fresh={Math.max(0, rows.arrived)} gone={Math.max(0, -rows.arrived)} show={list.reload} />}
          </div>
        </div>
        {rows?.error !== undefined && <Failed what="the rest of the list" error={rows.error} retry={() => rows.retry()} />}
        {rows && problem && !refused && (
          <div className="flex items-center gap-3 border-b border-line px-3 py-2">
            <div className="min-w-0 flex-1">
              <ProblemLine error={problem} />
            </div>
            <Button onClick={list.reload}>Try again</Button>
          </div>
        )}
        {!rows && !problem && <Loading what="devices" rows={14} />}
        {!rows &&
          problem &&
          !refused &&
          (problem.status === 403 ? (
            <NotAllowed what="devices" permission="device.read" />
          ) : (
            <Failed what="the list of devices" error={problem} retry={list.reload} />
          ))}
        {rows && (
          <div className={`flex min-h-0 flex-1 flex-col ${refused ? "opacity-50" : ""}`} aria-busy={list.waiting}>
            <Grid<Device>
              label="Devices"
              memory="devices"
              columns={columns}
              count={rows.count}
              rowAt={(index) => rows.at(index)}
              idAt={(index) => rows.at(index)?.device_id ?? ""}
              nameOf={(device) => device.name}
              card={deviceCard}
              onOpen={(device) => open(device.device_id)}
              openId={openId}
              selection={picks.selection}
              sort={order}
              onSort={(next) => change({ sort: next === "name" ? "" : next })}
              onRange={look}
              empty={
                query || clientId ? (
                  <FilteredAway
                    what="device"
                    clear={() => {
                      setQuery("");
                      change({ q: "", client: "" }, true);
                    }}
                  />
                ) : (
                  <NoDevices />
                )
              }
            />
          </div>
        )}
        {rows && <BulkBar picks={picks} total={rows.now} act={(kind) => setChanging({ kind, targets: targets() })} run={run} />}
      </section>
      {openId && (
        <DevicePreview
          key={openId}
          id={openId}
          onClose={() => change({ open: "" })}
          onChange={(kind, device) => setChanging({ kind, targets: { devices: [device] } })}
        />
      )}
      {changing && (
        <ChangeDevices
          {...changing}
          onClose={() => setChanging(undefined)}
          onDone={() => {
            picks.clear();
            list.reload();
          }}
        />
      )}
      {choosing && (
        <ColumnDialog
          columns={deviceColumns}
          shown={shown}
          shipped={shippedColumns}
          always="name"
          onClose={() => setChoosing(false)}
          onChange={(next) => {
            keepColumns("devices", next);
            change({ columns: next.join(",") === shippedColumns.join(",") ? "" : next.join(",") });
          }}
        />
      )}
    </div>
  );
}

function AddDevice() {
  const may = useMay("device.enrol");
  if (!may) return null;
  return (
    <Link to="/devices/add" className={buttonClass("primary", "ml-1")} aria-keyshortcuts="c">
      <Plus size={14} aria-hidden />
      <span className="max-sm:sr-only">Add device</span>
    </Link>
  );
}

function NoDevices() {
  const may = useMay("device.enrol");
  return (
    <NoneYet title="No devices yet." icon={MonitorOff}>
      <p>A device appears here when its agent has been enrolled: one line to paste on the machine.</p>
      {may && (
        <Link to="/devices/add" className={buttonClass("primary")}>
          <Plus size={14} aria-hidden />
          Add the first device
        </Link>
      )}
    </NoneYet>
  );
}

function ExportButton({ filter, order, columns }: { filter: string; order: string; columns: readonly string[] }) {
  const [busy, setBusy] = useState(false);
  const save = () => {
    setBusy(true);
    collectDevices(filter, order, new AbortController().signal, () => {})
      .then(
        (devices) => {
          download("devices.csv", "text/csv;charset=utf-8", devicesAsCsv(devices, columns));
          say(`Saved ${counted(devices.length, "device", "devices")} as devices.csv.`);
        },
        (error: unknown) => sayProblem("Nothing was saved.", error),
      )
      .finally(() => setBusy(false));
  };
  return (
    <IconButton
      icon={Download}
      label={busy ? "Reading the list" : "Save this list as CSV"}
      aria-busy={busy}
      disabled={busy}
      onClick={save}
      className="max-sm:hidden"
    />
  );
}
