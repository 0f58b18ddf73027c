import { describe, expect, it } from "vitest";
import { deviceFilterKeys, finishedPart } from "./device_filter_keys";

describe("the filter of the device list", () => {
  it("waits for a value before it asks", () => {
    expect(finishedPart("kind:server disk>")).toBe("kind:server");
    expect(finishedPart("-")).toBe("");
    expect(finishedPart("kind:server disk>9 ")).toBe("kind:server disk>9");
    expect(finishedPart("web-")).toBe("web-");
  });
  it("knows every key once", () => {
    const keys = deviceFilterKeys([], [], [], []).map((key) => key.key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
