import { describe, expect, it } from "vitest";
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
