// The device list for a filter and an order, kept while the person looks at one of its devices.
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { call, methods } from "@/api/client";
import { useLive, useLiveState, type Update } from "@/api/live";
import { asProblem, type Problem } from "@/api/problem";
import { backwardsOrder, DeviceRows, isVital } from "./device_rows";

const keptFor = 5 * 60_000;
const settle = 1500; // counts are asked for again at most this often
let kept: { key: string; rows: DeviceRows; at: number } | undefined;

const nobody = () => () => {};

export function useDeviceRows(filter: string, order: string) {
  const key = `${order} ${filter}`;
  const [shown, setShown] = useState(() => (kept && kept.key === key && Date.now() - kept.at < keptFor ? kept : undefined));
  const [problem, setProblem] = useState<Problem>();
  const [round, setRound] = useState(0);
  const timer = useRef(0);
  const rows = shown?.rows;
  useSyncExternalStore(rows?.watch ?? nobody, () => rows?.version ?? 0);

  useEffect(() => {
    if (kept?.key === key && round === 0 && shown === kept) return undefined;
    const next = new DeviceRows((page_token, page_size, backwards, signal) =>
      call(methods.listDevices, { filter, order_by: backwards ? backwardsOrder(order) : order, page_size, page_token }, { signal }),
    );
    let current = true;
    next.start().then(
      () => {
        if (!current) return;
        setProblem(undefined);
        kept = { key, rows: next, at: Date.now() };
        setShown(kept);
      },
      (error: unknown) => {
        if (current && !next.stopped) setProblem(asProblem(error));
      },
    );
    return () => {
      current = false;
      if (kept?.rows !== next) next.stop();
    };
    // `shown` is what this effect sets.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [key, round]);

  const recount = useCallback(() => {
    if (timer.current || !rows) return;
    timer.current = window.setTimeout(() => {
      timer.current = 0;
      // One row is the smallest page: only the counts are wanted.
      call(methods.listDevices, { filter, order_by: order, page_size: 1 }).then(
        (answer) => rows.counted(answer),
        () => {},
      );
    }, settle);
  }, [rows, filter, order]);
  useEffect(
    () => () => {
      window.clearTimeout(timer.current);
      timer.current = 0;
    },
    [recount],
  );

  const look = useCallback(
    (id: string) => {
      call(methods.getDevice, { device_id: id }).then(
        (device) => rows?.put(device),
        () => {},
      );
    },
    [rows],
  );
  useLive(
    "device",
    useCallback(
      (updates: readonly Update[]) => {
        if (!rows) return;
        let count = false;
        for (const update of updates) {
          if (isVital(update.data)) count = rows.observe(update.id, update.data) || count;
          else {
            if (rows.find(update.id)) look(update.id);
            count = true;
          }
        }
        rows.changed();
        if (count) recount();
      },
      [rows, look, recount],
    ),
  );
  useLive(
    "alert",
    useCallback(
      (updates: readonly Update[]) => {
        for (const id of new Set(updates.map((update) => String(update.data.device_id ?? "")))) if (rows?.find(id)) look(id);
      },
      [rows, look],
    ),
  );

  const reload = useCallback(() => setRound((before) => before + 1), []);
  // While the stream was down nothing arrived: what is on screen may be old.
  const { state } = useLiveState();
  const lost = useRef(false);
  useEffect(() => {
    if (state === "lost") lost.current = true;
    else if (state === "live" && lost.current) {
      lost.current = false;
      reload();
    }
  }, [state, reload]);
  // In an empty list nothing can move under the hand: the first devices show themselves.
  const firstCame = rows !== undefined && rows.count === 0 && rows.arrived > 0;
  useEffect(() => {
    if (firstCame) reload();
  }, [firstCame, reload]);
  return { rows, problem, reload, waiting: shown?.key !== key && !problem };
}
