import { describe, expect, it, vi } from "vitest";
import type { Device, ListDevicesResponse } from "@/api/generated/schema";
import { backwardsOrder, DeviceRows, type Vital } from "./device_rows";

const device = (id: string, health = "ok") => ({ device_id: id, name: id, health, client_id: "c1", client_name: "Acme" }) as Device;
const page = (ids: string[], next: string, total: number): ListDevicesResponse => ({
  devices: ids.map((id) => device(id)),
  next_page_token: next,
  total,
  ok: total,
  warning: 0,
  critical: 0,
  unknown: 0,
});
const vital: Vital = { health: "critical", reason: "Volume / is 96 % full", connected: true, last_seen: 5, observed_at: 4, disk: 96 };

describe("the device list", () => {
  it("counts rows that are not loaded yet", async () => {
    const rows = new DeviceRows(() => Promise.resolve(page(["a", "b"], "next", 5000)));
    await rows.start();
    expect([rows.count, rows.at(1)?.name, rows.at(2)]).toEqual([5000, "b", undefined]);
  });

  it("loads page after page until what is looked at is there, and each row once", async () => {
    const load = vi
      .fn()
      .mockResolvedValueOnce(page(["a", "b"], "1", 5))
      .mockResolvedValueOnce(page(["b", "c"], "2", 5))
      .mockResolvedValueOnce(page(["d"], "", 5));
    const rows = new DeviceRows(load);
    await rows.start();
    rows.need(0, 4);
    await vi.waitFor(() => expect(load).toHaveBeenCalledTimes(3));
    await vi.waitFor(() => expect(rows.loaded().map((row) => row.device_id)).toEqual(["a", "b", "c", "d"]));
    expect(rows.count).toBe(4);
  });

  it("takes the end of a long list from its end, and both parts meet", async () => {
    const all = Array.from({ length: 2500 }, (_, i) => `d${String(i).padStart(4, "0")}`);
    const load = vi.fn((token: string, size: number, backwards: boolean) => {
      const from = Number(token || 0),
        list = backwards ? all.toReversed() : all;
      return Promise.resolve(page(list.slice(from, from + size), from + size < all.length ? String(from + size) : "", all.length));
    });
    const rows = new DeviceRows(load);
    await rows.start();
    rows.need(2480, 2499);
    await vi.waitFor(() => expect(rows.at(2499)?.name).toBe("d2499"));
    expect([rows.at(2300)?.name, rows.at(1200), load.mock.calls.length]).toEqual(["d2300", undefined, 2]);
    rows.observe("d2499", vital);
    expect(rows.at(2499)?.health).toBe("critical");
    rows.need(0, 2499);
    await vi.waitFor(() => expect(rows.loadedCount).toBe(2500));
    expect(rows.loaded().map((row) => row.name)).toEqual(all);
    expect(backwardsOrder("-status,name")).toBe("status,-name,-id");
  });

  it("changes a row in its place, so that nothing moves under the cursor", async () => {
    const rows = new DeviceRows(() => Promise.resolve(page(["a", "b"], "", 2)));
    await rows.start();
    expect(rows.observe("b", vital)).toBe(true);
    expect(rows.observe("b", vital)).toBe(false);
    expect(rows.at(1)).toMatchObject({ device_id: "b", health: "critical", disk_used_percent: 96 });
    expect(rows.at(1)?.cpu_used_percent).toBeUndefined();
  });

  it("only counts what came meanwhile", async () => {
    const rows = new DeviceRows(() => Promise.resolve(page(["a", "b"], "", 2)));
    await rows.start();
    rows.counted({ total: 5, ok: 5, warning: 0, critical: 0, unknown: 0 });
    expect([rows.count, rows.arrived]).toEqual([2, 3]);
  });

  it("keeps what it has when a later page fails, and can try again", async () => {
    const load = vi
      .fn()
      .mockResolvedValueOnce(page(["a"], "1", 2))
      .mockRejectedValueOnce(new Error("no"))
      .mockResolvedValueOnce(page(["b"], "", 2));
    const rows = new DeviceRows(load);
    await rows.start();
    rows.need(0, 1);
    await vi.waitFor(() => expect(rows.error).toBeDefined());
    rows.retry();
    await vi.waitFor(() => expect(rows.loadedCount).toBe(2));
  });
});
