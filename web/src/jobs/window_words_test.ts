import { expect, test } from "vitest";
import { triggerWords, windowWords } from "./window_words";

test("a window is said as people say it, also over midnight", () => {
  expect(windowWords("Mo Tu We Th Fr 22:00 for 240 minutes, Europe/Berlin")).toBe("Mon to Fri, 22:00 to 02:00, Europe/Berlin");
  expect(windowWords("Sa Su 08:30 for 90 minutes, UTC")).toBe("Sat and Sun, 08:30 to 10:00, UTC");
  expect(windowWords("Mo We Fr 01:05 for 5 minutes, UTC")).toBe("Mon, Wed and Fri, 01:05 to 01:10, UTC");
  expect(windowWords("Mo Tu We Th Fr Sa Su 00:00 for 1440 minutes, UTC")).toBe("every day, all day, UTC");
});

test("what cannot be read is shown as it came", () => {
  expect(windowWords("whenever it rains")).toBe("whenever it rains");
  expect(triggerWords("")).toBe("not known");
  expect(triggerWords("moonlight")).toBe("moonlight");
});
