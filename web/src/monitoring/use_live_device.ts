// Keeps what is on screen about one device true: measured values come inside the update, the rest is
// asked for again.
import { useCallback, useEffect, useRef } from "react";
import { methods } from "@/api/client";
import type { Device } from "@/api/generated/schema";
import { useLive, type Update } from "@/api/live";
import { queries, refresh } from "@/api/query";
import { isVital, withVital } from "@/directory/device_rows";

const pause = 1000;

/// `observed` is called after a report of this device, at most once a second.
export function useLiveDevice(id: string, observed?: () => void) {
  const latest = useRef(observed);
  const timer = useRef(0);
  useEffect(() => {
    latest.current = observed;
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);
  const soon = useCallback(() => {
    if (timer.current) return;
    timer.current = window.setTimeout(() => {
      timer.current = 0;
      void refresh(queries, [methods.listChecks]);
      latest.current?.();
    }, pause);
  }, []);
  useLive(
    "device",
    useCallback(
      (updates: readonly Update[]) => {
        const mine = updates.filter((update) => update.id === id);
        const vital = mine.findLast((update) => isVital(update.data))?.data;
        if (vital && isVital(vital))
          queries.setQueryData<Device>([methods.getDevice.path, { device_id: id }], (before) => before && withVital(before, vital));
        if (mine.some((update) => !isVital(update.data))) void refresh(queries, [methods.getDevice, methods.getInventory]);
        if (mine.length > 0) soon();
      },
      [id, soon],
    ),
  );
  useLive(
    "alert",
    useCallback(
      (updates: readonly Update[]) => {
        if (updates.some((update) => update.data.device_id === id)) void refresh(queries, [methods.getDevice, methods.listChecks]);
      },
      [id],
    ),
  );
}
