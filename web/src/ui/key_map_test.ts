import { describe, expect, it } from "vitest";
import { presentKeys, swapped, type KeyMap } from "./key_map";

describe("keys that a person chose", () => {
  it("give the old key to whoever had the new one", () => {
    const map = swapped({}, "j", "n") ?? {};
    expect(presentKeys(map, "j")).toBe("n");
    expect(presentKeys(map, "n")).toBe("j");
  });

  it("are never two commands' and never lost, however often they are swapped", () => {
    const usual = ["a", "b", "c", "d"];
    let map: KeyMap = {};
    for (const [from, to] of [
      ["a", "b"],
      ["b", "c"],
      ["d", "a"],
      ["c", "x"],
      ["a", "a"],
    ] as const)
      map = swapped(map, from, to) ?? map;
    const given = usual.map((name) => presentKeys(map, name));
    expect(new Set(given).size).toBe(usual.length);
    expect(presentKeys(map, "a")).toBe("a");
  });

  it("change the letter after g among themselves", () => {
    const map = swapped({}, "g d", "t") ?? {};
    expect(presentKeys(map, "g d")).toBe("g t");
    expect(presentKeys(map, "g t")).toBe("g d");
  });

  it("leave keys with a meaning of their own alone", () => {
    for (const key of ["Escape", "Enter", "?", "g", "ArrowDown"]) expect(swapped({}, "j", key)).toBeUndefined();
    expect(swapped({}, "Enter", "j")).toBeUndefined();
  });

  it("go back to the usual ones without a trace", () => {
    const there = swapped({}, "j", "n") ?? {};
    expect(swapped(there, "j", "j")).toEqual({});
  });
});
