import { expect, test, vi } from "vitest";
import { csvOf } from "./csv";
import { counted, exactTime, forgetTimeZone, measured, span } from "./format";

test("spans are one unit, rounded down", () => {
  expect([span(-5), span(59_999), span(3_599_999), span(47 * 3_600_000), span(49 * 3_600_000)]).toEqual([
    "0 s",
    "59 s",
    "59 min",
    "47 h",
    "2 d",
  ]);
});
test("a measured value says its unit, and a missing one that it is missing", () => {
  expect(measured(93.24, "%")).toBe("93 %");
  expect(measured(1536, "bytes")).toBe("1.5 KiB");
  expect(measured(undefined, "%")).toBe("no value");
});
test("one is not many", () => expect([counted(1, "alert", "alerts"), counted(0, "alert", "alerts")]).toEqual(["1 alert", "0 alerts"]));
test("a cell that a spreadsheet would run is only text", () =>
  expect(csvOf(["a"], [["=1+1"], ['say "hi", now']])).toBe(`a\r\n'=1+1\r\n"say ""hi"", now"\r\n`));

test("another time zone of the system is followed without loading the page again", () => {
  vi.stubEnv("TZ", "Europe/Zurich");
  const at = Date.UTC(2026, 10, 28, 12, 0, 0);
  forgetTimeZone();
  expect(exactTime(at)).toContain("1:00:00");
  vi.stubEnv("TZ", "Asia/Kolkata");
  forgetTimeZone();
  expect(exactTime(at)).toContain("5:30:00");
  vi.unstubAllEnvs();
});
