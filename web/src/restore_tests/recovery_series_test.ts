import { expect, test } from "vitest";
import { recoverySeries, recoveryUnit } from "./recovery_series";

test("each level is a line of its own, the oldest first, without what was not measured", () => {
  const measured = [
    { level: 4, ended_at_unix_ms: 300, achieved_rto_s: "11400" },
    { level: 1, ended_at_unix_ms: 200, achieved_rto_s: "60" },
    { level: 1, ended_at_unix_ms: 150, achieved_rto_s: undefined },
    { level: 1, ended_at_unix_ms: 100, achieved_rto_s: "90" },
  ];
  const lines = recoverySeries(measured, 60);
  expect(lines.map((one) => one.label)).toEqual(["L1 files", "L4 application answers"]);
  expect(lines[0]).toMatchObject({ at: [100, 200], values: [1.5, 1] });
  expect(recoverySeries([], 60)).toEqual([]);
});

test("two and a half hours are not drawn as two", () => {
  const one = { level: 2, ended_at_unix_ms: 1, achieved_rto_s: "9000" };
  const { unit, seconds } = recoveryUnit([one]);
  expect([unit, recoverySeries([one], seconds)[0].values[0]]).toEqual(["h", 2.5]);
  expect(recoveryUnit([{ ...one, achieved_rto_s: "540" }]).unit).toBe("min");
});
