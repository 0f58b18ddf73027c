import { expect, it } from "vitest";
import { months } from "./months";

it("counts the months of the client's zone", () => {
  const lastMoment = Date.UTC(2026, 10, 30, 12);
  expect(months(lastMoment, "UTC")[0].value).toBe("2026-11");
  expect(
    months(lastMoment, "Pacific/Auckland")
      .map((one) => one.value)
      .slice(0, 2),
  ).toEqual(["2026-12", "2026-11"]);
});
