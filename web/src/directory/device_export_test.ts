import { describe, expect, it } from "vitest";
import type { Device } from "@/api/generated/schema";
import { devicesAsCsv } from "./device_export";

const device = {
  device_id: "d1",
  name: "=web,1",
  client_name: "Acme",
  health: "unknown",
  status: "active",
  health_observed_at_unix_ms: 0,
  cpu_used_percent: undefined,
  disk_used_percent: 91.5,
} as Device;

describe("the device list as a file", () => {
  it("has the columns on screen and no others", () => {
    expect(devicesAsCsv([device], ["name", "client"])).toBe('name,client\r\n"\'=web,1",Acme\r\n');
  });
  it("leaves unknown values empty instead of making them zero", () => {
    expect(devicesAsCsv([device], ["status", "cpu", "disk"]).split("\r\n")[1]).toBe("unknown,,,91.5");
  });
});
