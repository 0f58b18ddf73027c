// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { bulkShown, changeMany, whileReading, type BulkShown } from "./bulk_orders";

type Item = { id: string; name: string };
const items: Item[] = Array.from({ length: 12 }, (_, i) => ({ id: `a${i}`, name: `alert ${i}` }));
const outcome = () => bulkShown() as BulkShown & { kind: "outcome" };

describe("a change of many things", () => {
  it("shows each failure, tries only the failed ones again, and takes back what is done", async () => {
    const tried: string[] = [];
    const undone: string[] = [];
    let refuse = true;
    await changeMany<Item>({
      title: "Take 12 alerts",
      items,
      act: (item) => {
        tried.push(item.id);
        if (item.id === "a3" && refuse) return Promise.reject(new Error("somebody was faster"));
        return Promise.resolve(() => Promise.resolve(undone.push(item.id)));
      },
      done: (all) => `You took ${all.length} alerts.`,
      failed: () => "not taken",
      after: () => Promise.resolve(),
    });
    expect(outcome().kind).toBe("outcome");
    expect(outcome().results.filter((result) => result.error).map((result) => result.item.id)).toEqual(["a3"]);
    outcome().undo?.();
    await Promise.resolve();
    expect(undone.length).toBeGreaterThan(0);
    expect(undone).not.toContain("a3");
    refuse = false;
    tried.length = 0;
    const { again, close } = outcome();
    close();
    again();
    await Promise.resolve();
    expect(tried).toEqual(["a3"]);
  });

  it("shows nothing when everything went well", async () => {
    await changeMany<Item>({ title: "t", items, act: () => Promise.resolve(undefined), done: () => "done", failed: () => "", after: () => Promise.resolve() });
    expect(bulkShown()).toBeUndefined();
  });

  it("is nothing at all when the reading was stopped", async () => {
    const reading = whileReading((signal) => new Promise<Item[]>((_, refuse) => signal.addEventListener("abort", () => refuse(new Error("stopped")))));
    (bulkShown() as BulkShown & { kind: "reading" }).stop();
    expect(await reading).toEqual([]);
    expect(bulkShown()).toBeUndefined();
  });
});
