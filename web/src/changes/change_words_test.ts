import { expect, test } from "vitest";
import { labelOf, minorOf, moveLabel, nextHour } from "./change_words";

test("an amount is hundredths, with any mark between thousands", () => {
  expect(minorOf("1250")).toBe(125_000);
  expect(minorOf("1'250.5")).toBe(125_050);
  expect(minorOf("")).toBe(0);
  expect(minorOf("12.345")).toBeUndefined();
  expect(minorOf("much")).toBeUndefined();
});

test("a standard change waits for a window, not for an approval", () => {
  expect(labelOf({ state: "assessed", type: "standard", withdrawn: false })).toBe("To be scheduled");
  expect(labelOf({ state: "assessed", type: "normal", withdrawn: false })).toBe("To be approved");
  expect(labelOf({ state: "scheduled", type: "normal", withdrawn: true })).toBe("Withdrawn");
});

test("scheduling again is another time", () => {
  expect(moveLabel("scheduled", "scheduled")).toBe("Another time");
  expect(moveLabel("scheduled", "approved")).toBe("Schedule");
});

test("the next hour is never this moment", () => {
  expect(nextHour(3_600_000)).toBe(7_200_000);
  expect(nextHour(3_600_001)).toBe(7_200_000);
});
