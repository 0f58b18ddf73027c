import { expect, test } from "vitest";
import { bytesTyped, emptyCheck, emptyRecord, missingIn, recordRequestOf } from "./record_form";

const now = new Date(2026, 10, 18, 10, 42).getTime();
const times = { usable: "2026-11-18T10:40", content: "2026-11-17T02:00" };
const full = { ...emptyRecord("plan", now), ...times, checks: [{ ...emptyCheck, name: "orders", objects: "3" }] };

test("one that passed says what it looked at, when it was usable and of when it was", () => {
  expect(missingIn(full)).toBeUndefined();
  expect(missingIn({ ...full, checks: [emptyCheck] })).toContain("at least one check");
  expect(missingIn({ ...full, usable: "" })).toContain("usable");
  expect(missingIn({ ...full, content: "" })).toContain("of when");
  expect(missingIn({ ...full, checks: [{ ...full.checks[0], verdict: "failed" }] })).toContain("has not passed");
});

test("one that did not pass says why, and needs nothing else", () => {
  const failed = { ...emptyRecord("plan", now), result: "failed" };
  expect(missingIn(failed)).toContain("Say why");
  expect(missingIn({ ...failed, reason: "The newest order is of August." })).toBeUndefined();
});

test("times that do not follow each other are not sent", () => {
  expect(missingIn({ ...full, usable: "2026-11-18T09:00" })).toContain("do not follow");
});

test("what was left empty is not sent as a check, a line or a time", () => {
  const request = recordRequestOf({ ...full, checks: [...full.checks, emptyCheck], not_covered: "\nPrinting.\n\n", same_fault_since: "2026-11-01T00:00" });
  expect(request.checks).toHaveLength(1);
  expect(request.not_covered).toEqual(["Printing."]);
  expect(request.data_at_unix_ms).toBe(0);
  expect(request.same_fault_since_unix_ms).toBe(0); // it passed: no other point has its fault
  expect(request.started_at_unix_ms).toBe(now - 3_600_000);
});

test("sizes are read as people write them", () => {
  expect(["", "1.4 GB", "350mb", "2 TiB", "12", "1,5 kB"].map(bytesTyped)).toEqual([0, 1.4e9, 350e6, 2 * 2 ** 40, 12, 1500]);
  expect(["much", "-3 GB", "3 parsecs"].map(bytesTyped)).toEqual([undefined, undefined, undefined]);
});
