import { expect, it } from "vitest";
import { monthDays, months } from "./months";

it("counts the months of the client's zone", () => {
  const lastMoment = Date.UTC(2026, 10, 30, 12);
  expect(months(lastMoment, "UTC")[0].value).toBe("2026-11");
  expect(
    months(lastMoment, "Pacific/Auckland")
      .map((one) => one.value)
      .slice(0, 2),
  ).toEqual(["2026-12", "2026-11"]);
});

it("names a month's own days, wherever somebody looks", () => {
  const day = (at: number) => new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" }).format(at);
  expect(monthDays("2026-11")).toBe(`${day(Date.UTC(2026, 10, 1))} to ${day(Date.UTC(2026, 10, 30))}`);
  expect(monthDays("2028-02")).toContain("29");
  expect(monthDays("2026-12")).toContain("31");
});
