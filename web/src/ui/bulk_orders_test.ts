// @vitest-environment happy-dom
import { describe, expect, it } from "vitest";
import { bulkShown, changeMany, whileReading, type BulkShown } from "./bulk_orders";

type Item = { id: string; name: string };
const items: Item[] = Array.from({ length: 12 }, (_, i) => ({ id: `a${i}`, name: `alert ${i}` }));
const outcome = () => bulkShown()[0] as BulkShown & { kind: "outcome" };
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

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
    const { again, close, undo } = outcome();
    undo?.();
    await settled();
    expect(undone.length).toBeGreaterThan(0);
    expect(undone).not.toContain("a3");
    refuse = false;
    tried.length = 0;
    close();
    again();
    await settled();
    expect(tried).toEqual(["a3"]);
    expect(bulkShown()).toEqual([]);
  });

  it("can be stopped, and goes on with what was not begun under the same name", async () => {
    const keys: string[] = [];
    const many: Item[] = Array.from({ length: 40 }, (_, i) => ({ id: `t${i}`, name: `ticket ${i}` }));
    await changeMany<Item>({
      title: "Assign 40 tickets",
      items: many,
      act: (_, once) => {
        keys.push(once.key);
        if (keys.length === 9) (bulkShown()[0] as BulkShown & { kind: "running" }).stop();
        return Promise.resolve(() => Promise.resolve());
      },
      done: (all) => `${all.length} tickets belong to you.`,
      failed: () => "",
      after: () => Promise.resolve(),
    });
    const begun = keys.length;
    expect(begun).toBeLessThan(40);
    expect(outcome().total - outcome().results.length).toBe(40 - begun);
    const { again, close } = outcome();
    close();
    again();
    await settled();
    expect(new Set(keys).size).toBe(40);
    expect(new Set(keys.map((key) => key.slice(0, key.indexOf(".")))).size).toBe(1);
    expect(bulkShown()).toEqual([]);
  });

  it("shows nothing when everything went well", async () => {
    await changeMany<Item>({ title: "t", items, act: () => Promise.resolve(undefined), done: () => "done", failed: () => "", after: () => Promise.resolve() });
    expect(bulkShown()).toEqual([]);
  });

  it("is nothing at all when the reading was stopped", async () => {
    const reading = whileReading((signal) => new Promise<Item[]>((_, refuse) => signal.addEventListener("abort", () => refuse(new Error("stopped")))));
    (bulkShown()[0] as BulkShown & { kind: "reading" }).stop();
    expect(await reading).toEqual([]);
    expect(bulkShown()).toEqual([]);
  });
});
