import { expect, test } from "vitest";
import { dayIn, twoWays } from "./day_words";

test("a date of two numbers up to twelve can be two days", () => {
  expect(twoWays("03/04/2024 10:00")).toBe(true);
  expect(twoWays("13/04/2024")).toBe(false);
  expect(twoWays("04/04/2024")).toBe(false);
  expect(twoWays("2024-03-04")).toBe(false);
});

test("each way is said as a day", () => {
  expect(dayIn("03/04/2024 10:00", "DMY")).toBe("3 April 2024");
  expect(dayIn("03/04/24", "MDY")).toBe("4 March 2024");
});
