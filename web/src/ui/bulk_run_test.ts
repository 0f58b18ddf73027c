import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Problem, unreachable } from "@/api/problem";
import { clientNames, runBulk } from "./bulk_run";

const items = Array.from({ length: 20 }, (_, i) => ({ id: `d${i}`, name: `device ${i}` }));

describe("a change on many devices", () => {
  it("gives each device its own result, in order, and says how far it is", async () => {
    const steps: number[] = [];
    const results = await runBulk({
      items,
      signal: new AbortController().signal,
      progress: (done) => steps.push(done),
      act: (item) => (item.id === "d3" ? Promise.reject(new Error("is retired")) : Promise.resolve(undefined)),
    });
    expect(results.map((result) => result.item.id)).toEqual(items.map((item) => item.id));
    expect(results.filter((result) => result.error).map((result) => result.item.id)).toEqual(["d3"]);
    expect(steps.at(-1)).toBe(20);
  });

  it("stops between devices when it is cancelled", async () => {
    const stop = new AbortController();
    const results = await runBulk({ items, signal: stop.signal, progress: () => stop.abort(), act: () => Promise.resolve(undefined) });
    expect(results.length).toBeLessThan(items.length);
  });

  it("names the clients concerned", () => {
    const of = (...names: string[]) => names.map((client_name) => ({ client_name }));
    expect(clientNames(of("Beta", "Acme", "Beta"))).toBe("Acme, Beta");
    expect(clientNames(of("A", "B", "C", "D", "E", "F"))).toBe("A, B, C, D and 2 more");
  });
});

describe("a change on thousands of tickets", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());
  const thousands = Array.from({ length: 3412 }, (_, i) => ({ id: `t${i}`, name: `ticket ${i}` }));
  const work = (act: (id: string, key: string) => Promise<undefined>, items = thousands) => ({
    items,
    order: "o",
    signal: new AbortController().signal,
    progress: () => {},
    act: (item: { id: string }, once: { key: string }) => act(item.id, once.key),
  });

  it("never asks for more than the server allows an account, and leaves some of it for the page", async () => {
    const seconds = new Map<number, number>();
    let tokens = 300,
      last = Date.now();
    let refused = 0;
    const begun = Date.now();
    const run = runBulk(
      work(() => {
        const now = Date.now();
        tokens = Math.min(300, tokens + ((now - last) / 1000) * 50);
        last = now;
        if (tokens < 1) refused += 1;
        tokens -= 1;
        const second = Math.floor((now - begun) / 1000);
        seconds.set(second, (seconds.get(second) ?? 0) + 1);
        return Promise.resolve(undefined);
      }),
    );
    await vi.runAllTimersAsync();
    expect((await run).filter((result) => !result.error).length).toBe(3412);
    expect(refused).toBe(0);
    expect(Math.max(...[...seconds.values()].slice(1))).toBeLessThan(45);
  });

  it("waits when the server is busy, and asks again under the same key", async () => {
    const asked = new Map<string, number>();
    const run = runBulk(
      work((id, key) => {
        expect(key).toBe(`o.${id}`);
        asked.set(id, (asked.get(id) ?? 0) + 1);
        return asked.get(id) === 1 && Number(id.slice(1)) % 100 === 7
          ? Promise.reject(new Problem(429, "access.too_many_requests", "Too many requests.", "", [], 3))
          : Promise.resolve(undefined);
      }),
    );
    await vi.runAllTimersAsync();
    expect((await run).every((result) => !result.error)).toBe(true);
    expect(asked.get("t7")).toBe(2);
  });

  it("outlasts a server that is away for half a minute, and tells of one that stays away", async () => {
    const back = Date.now() + 30_000;
    const away = () => Promise.reject(new Problem(0, unreachable, "no answer"));
    const some = thousands.slice(0, 20);
    const run = runBulk(work(() => (Date.now() < back ? away() : Promise.resolve(undefined)), some));
    await vi.runAllTimersAsync();
    expect((await run).filter((result) => result.error)).toEqual([]);
    const lost = runBulk(work(away, some));
    await vi.runAllTimersAsync();
    expect((await lost).every((result) => result.error)).toBe(true);
  });

  it("begins nothing more once the session has ended", async () => {
    let asked = 0;
    const run = runBulk(
      work(() => (++asked > 10 ? Promise.reject(new Problem(401, "access.session_ended", "You are signed out.")) : Promise.resolve(undefined))),
    );
    await vi.runAllTimersAsync();
    const results = await run;
    expect(results.filter((result) => !result.error).length).toBe(10);
    expect(results.length).toBeLessThan(20);
  });
});
