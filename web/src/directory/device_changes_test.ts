import { afterEach, expect, it, vi } from "vitest";
import type { Device } from "@/api/generated/schema";
import { runBulk } from "@/ui/bulk_run";
import { changeDevice, type ChangeForm, type ChangeKind } from "./device_changes";
import { emptyWindow } from "./window_times";

interface Heard {
  address: string;
  key: string;
  body: string;
}
const device = (i: number) => ({ device_id: `d${i}`, name: `machine ${i}`, client_id: "c1", client_name: "Harbour", criticality: "C3" }) as Device;
const devices = Array.from({ length: 30 }, (_, i) => device(i));
const times = { ...emptyWindow, reason: "New switch in the rack" };
const form: ChangeForm = { window: times, criticality: "C1", clientId: "c2", siteId: "", reason: "Given back" };

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/// A server that does the change on one device, and whose answer to it is lost on the way once.
function serverThatLosesAnAnswer(lost: string): Heard[] {
  const heard: Heard[] = [];
  const names = ({ address, body }: Heard) => new RegExp(`${lost}\\b`).test(address + body);
  vi.stubGlobal("fetch", (address: string, options: { headers: Record<string, string>; body: string }) => {
    const said = { address, key: options.headers["idempotency-key"], body: options.body };
    const isLost = names(said) && !heard.some(names);
    heard.push(said);
    if (isLost) return Promise.reject(new TypeError("network"));
    return Promise.resolve(new Response(JSON.stringify({ maintenance_window_id: `w${heard.length}` }), { status: 200, headers: { date: "" } }));
  });
  return heard;
}

async function changeAll(kind: ChangeKind) {
  const asked = Date.now();
  const work = runBulk({
    items: devices.map((one) => ({ ...one, id: one.device_id })),
    order: "evening",
    signal: new AbortController().signal,
    progress: () => {},
    act: (one, once) => changeDevice(kind, form, one, asked, once),
  });
  await vi.advanceTimersByTimeAsync(120_000);
  return await work;
}

it.each(["maintenance", "retire"] as const)("a %s without an answer is asked for again word for word, under its key", async (kind) => {
  vi.useFakeTimers();
  const heard = serverThatLosesAnAnswer("d7");
  const results = await changeAll(kind);
  const tries = heard.filter(({ address, body }) => /d7\b/.test(address + body));
  expect(tries.length).toBe(2);
  expect(tries[0]).toEqual(tries[1]);
  expect(tries[0].key).not.toBe("");
  expect(new Set(heard.map(({ key }) => key)).size).toBe(devices.length);
  expect(results.filter((result) => result.error)).toEqual([]);
});
