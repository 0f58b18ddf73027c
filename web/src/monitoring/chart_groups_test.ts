import { describe, expect, it } from "vitest";
import type { Series } from "@/api/generated/schema";
import { drawn, groupsOf, labelOf, metricName, mostTelling, stepOf } from "./chart_groups";

const series = (metric: string, item = "", unit = "%", average: (number | null)[] = [1, 2]) =>
  ({ metric, item, unit, kind: "gauge", at_unix_ms: [0, 60_000], average, minimum: [], maximum: [] }) as unknown as Series;

describe("the charts of a device", () => {
  it("draw together what belongs together, the processor first", () => {
    const groups = groupsOf([
      series("zombies_total", "", ""),
      series("swap_used_percent"),
      series("memory_used_percent"),
      series("cpu_used_percent"),
    ]);
    expect(groups.map((group) => [group.title, group.series.length])).toEqual([
      ["Processor", 1],
      ["Memory", 2],
      ["Zombies total", 1],
    ]);
  });
  it("never put two units on one axis", () => {
    expect(groupsOf([series("load_per_core", "", ""), series("load_1", "", "x")]).map((group) => group.unit)).toEqual(["", "x"]);
  });
  it("name lines by item, and by metric where there are several", () => {
    const [volumes] = groupsOf([series("filesystem_used_percent", "/"), series("filesystem_used_percent", "/var")]);
    expect(volumes.series.map((one) => labelOf(one, volumes))).toEqual(["/", "/var"]);
    const [disks] = groupsOf([series("disk_read_bytes_per_second", "sda", "B/s"), series("disk_written_bytes_per_second", "sda", "B/s")]);
    expect(labelOf(disks.series[0], disks)).toBe("sda, disk read");
    expect(metricName("clock_offset_seconds")).toBe("Clock offset");
  });
  it("show the most telling of very many", () => {
    const many = [series("f", "low", "%", [1, 1]), series("f", "high", "%", [1, 99]), series("f", "gone", "%", [50, null])];
    expect(mostTelling(many, 2).map((one) => one.item)).toEqual(["high", "gone"]);
  });
  it("keep gaps as gaps", () => {
    const line = { ...series("cpu_used_percent"), at_unix_ms: [0, 60_000, 300_000], average: [1, 2, 3] } as Series;
    expect(drawn(line, "CPU", 60).values).toEqual([1, 2, null, 3]);
    expect(stepOf([0, 60_000, 120_000, 600_000], 0)).toBe(60_000);
  });
});
