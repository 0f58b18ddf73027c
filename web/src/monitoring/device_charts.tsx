// The measured values of a device over time. One question for all series; charts are drawn when they
// come into view.
import { useEffect, useMemo, useRef, useState, type RefObject } from "react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { call, methods } from "@/api/client";
import type { Check, Device, GetSeriesResponse } from "@/api/generated/schema";
import type { Problem } from "@/api/problem";
import { largestPage, useApi } from "@/api/query";
import { usePageSearch } from "@/app/search";
import { Button, IconButton } from "@/ui/button";
import { Chart } from "@/ui/chart";
import { useNow } from "@/ui/clock";
import type { ChartSeries } from "@/ui/chart_data";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { CheckField, TextField } from "@/ui/field";
import { exactTime } from "@/ui/format";
import { drawn, groupsOf, labelOf, mostTelling, type ChartGroup } from "./chart_groups";
import { expanded, stepFor } from "./compact_series";
import { moved, quickRanges, rangeOf, refreshEvery, usualRange } from "./time_range";
import { useLiveDevice } from "./use_live_device";

const week = 7 * 86_400_000;
const most = 6,
  mostCompared = 3; // lines that can be told apart in one chart

function useSeries(device_id: string, from: string | undefined, to: string | undefined, before: number, enabled: boolean) {
  return useQuery<GetSeriesResponse, Problem>({
    // The key holds the words of the address: a moving range is one entry that is asked again.
    queryKey: [methods.getSeries.path, { device_id, from, to, before }],
    queryFn: async ({ signal }) => {
      const range = rangeOf(from, to, Date.now());
      const request = { device_id, from_unix_ms: range.from - before, to_unix_ms: range.to - before, step_s: stepFor(range.to - range.from), compact: true };
      return expanded(await call(methods.getSeries, request, { signal }));
    },
    enabled,
    placeholderData: keepPreviousData,
    staleTime: 5000,
  });
}

export function DeviceCharts({ device }: { device: Device }) {
  const [search, change] = usePageSearch();
  const now = useNow();
  const range = rangeOf(search.from, search.to, now);
  const compare = search.compare === "week";
  const query = useSeries(device.device_id, search.from, search.to, 0, true);
  const earlier = useSeries(device.device_id, search.from, search.to, week, compare);
  const checks = useApi(methods.listChecks, { device_id: device.device_id, page_size: largestPage }).data?.checks;
  const [find, setFind] = useState("");
  const asked = useRef(0);
  useLiveDevice(device.device_id, () => {
    if (!range.live || Date.now() - asked.current < refreshEvery(range.span)) return;
    asked.current = Date.now();
    void query.refetch();
  });
  const groups = useMemo(() => groupsOf(query.data?.series ?? []), [query.data]);
  const wanted = find.trim().toLowerCase();
  const shown = wanted
    ? groups.filter((group) =>
        `${group.title} ${group.series.map((one) => `${one.metric} ${one.item}`).join(" ")}`.toLowerCase().includes(wanted),
      )
    : groups;
  const zoom = (from: number, to: number) => change({ from: String(from), to: String(to) }, true);

  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <div role="group" aria-label="Time range" className="flex flex-wrap items-center gap-1">
          {quickRanges.map((quick) => {
            const picked = range.live && (search.from ?? usualRange) === quick.from;
            return (
              <Button
                key={quick.from}
                tone="quiet"
                title={quick.title}
                aria-pressed={picked}
                className={picked ? "bg-sel font-medium text-ink!" : ""}
                onClick={() => change({ from: quick.from === usualRange ? "" : quick.from, to: "" }, true)}
              >
                {quick.label}
              </Button>
            );
          })}
          <span className="flex">
            <IconButton icon={ChevronLeft} label="Earlier" onClick={() => change(moved(range, -1, Date.now()), true)} />
            <IconButton
              icon={ChevronRight}
              label="Later"
              disabled={range.live}
              className={range.live ? "opacity-40" : ""}
              onClick={() => change(moved(range, 1, Date.now()), true)}
            />
          </span>
          {!range.live && <Button onClick={() => change({ from: "", to: "" }, true)}>Back to now</Button>}
        </div>
        <CheckField
          label="Compare to the week before"
          checked={compare}
          onChange={(event) => change({ compare: event.target.checked ? "week" : "" })}
        />
        <div className="min-w-40 flex-1 sm:max-w-60 sm:ml-auto">
          <TextField
            label="Find a chart"
            hideLabel
            placeholder="Find a chart"
            value={find}
            onChange={(event) => setFind(event.target.value)}
          />
        </div>
      </div>
      <p className="text-dim" role="status">
        {range.live
          ? device.status === "retired"
            ? ""
            : "Follows the device live."
          : `${exactTime(range.from)} to ${exactTime(range.to)}.`}
        {query.data && query.data.step_s > 0 && ` Each point is an average over ${query.data.step_s} s.`} Drag across a chart to look
        closer.
      </p>
      {query.isError && !query.data && <Failed what="the measured values" error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading what="measured values" rows={8} />}
      {query.data && groups.length === 0 && (
        <NoneYet title="Nothing was measured in this time.">
          <p>{range.live ? "Charts begin with the device's first report." : "Choose another time."}</p>
        </NoneYet>
      )}
      {query.data && groups.length > 0 && shown.length === 0 && (
        <NoneYet title="No chart has that name.">
          <Button onClick={() => setFind("")}>Show all charts</Button>
        </NoneYet>
      )}
      <div className="grid gap-3 @3xl:grid-cols-2 @7xl:grid-cols-3">
        {shown.map((group) => (
          <GroupChart
            key={group.key}
            group={group}
            answer={query.data}
            earlier={compare ? earlier.data : undefined}
            checks={checks}
            from={query.data?.from_unix_ms ?? range.from}
            to={query.data?.to_unix_ms ?? range.to}
            zoom={zoom}
            file={device.name}
          />
        ))}
      </div>
    </div>
  );
}

interface GroupProps {
  group: ChartGroup;
  answer: GetSeriesResponse | undefined;
  earlier: GetSeriesResponse | undefined;
  checks: readonly Check[] | undefined;
  from: number;
  to: number;
  zoom: (from: number, to: number) => void;
  file: string;
}

function GroupChart({ group, answer, earlier, checks, from, to, zoom, file }: GroupProps) {
  const box = useRef<HTMLDivElement>(null);
  const seen = useSeen(box);
  const [all, setAll] = useState(false);
  const picked = useMemo(() => (all ? group.series : mostTelling(group.series, earlier ? mostCompared : most)), [all, group, earlier]);
  const series = useMemo<ChartSeries[]>(
    () =>
      picked.flatMap((one) => {
        const label = labelOf(one, group);
        const before = earlier?.series.find((other) => other.metric === one.metric && other.item === one.item);
        return [
          drawn(one, label, answer?.step_s ?? 0),
          ...(before ? [drawn(before, `${label}, week before`, earlier?.step_s ?? 0, week)] : []),
        ];
      }),
    [picked, group, answer, earlier],
  );
  const lines = useMemo(() => levelsOf(group, checks), [group, checks]);
  return (
    <div ref={box} className="min-h-[230px] min-w-0">
      {seen && (
        <Chart
          title={group.title}
          unit={group.unit}
          series={series}
          from={from}
          to={to}
          lines={lines}
          onZoom={zoom}
          fileName={`${file} ${group.title}`}
        />
      )}
      {group.series.length > (earlier ? mostCompared : most) && (
        <Button tone="quiet" className="mt-1" onClick={() => setAll(!all)}>
          {all ? "Only the highest" : `Show all ${group.series.length}`}
        </Button>
      )}
    </div>
  );
}

/// Thresholds, where all checks of the chart share them.
function levelsOf(group: ChartGroup, checks: readonly Check[] | undefined) {
  const mine = (checks ?? []).filter((check) => check.unit === group.unit && group.series.some((one) => one.metric === check.metric));
  const shared = (pick: (check: Check) => number | undefined) => {
    const values = new Set(mine.map(pick));
    return values.size === 1 ? [...values][0] : undefined;
  };
  const warning = shared((check) => check.raise_warning),
    critical = shared((check) => check.raise_critical);
  return [
    ...(warning === undefined ? [] : [{ value: warning, tone: "warn" as const }]),
    ...(critical === undefined ? [] : [{ value: critical, tone: "crit" as const }]),
  ];
}

/// True once the element came near the screen; it stays so.
function useSeen(element: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const node = element.current;
    if (!node || seen) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setSeen(true);
      },
      { rootMargin: "300px" },
    );
    observer.observe(node);
    return () => observer.disconnect();
  }, [element, seen]);
  return seen;
}
