import { expect, test } from "vitest";
import { againUnder, answered, unanswered } from "./once";

const minute = 60_000;

test("a change that was not answered goes under the same key until an answer comes", () => {
  expect(againUnder("POST /a {}", 0)).toBeUndefined();
  unanswered("POST /a {}", "k1", 0);
  expect(againUnder("POST /a {}", minute)).toBe("k1");
  expect(againUnder("POST /a {1}", minute)).toBeUndefined();
  unanswered("POST /a {}", "k1", minute);
  answered("POST /a {}");
  expect(againUnder("POST /a {}", minute)).toBeUndefined();
});

test("it is another one after ten minutes", () => {
  unanswered("POST /b {}", "k2", 0);
  expect(againUnder("POST /b {}", 9 * minute)).toBe("k2");
  expect(againUnder("POST /b {}", 10 * minute)).toBeUndefined();
});

test("it is forgotten when twenty others came after it", () => {
  unanswered("POST /c {}", "k3", 0);
  for (let i = 0; i < 20; i += 1) unanswered(`POST /other/${i} {}`, `o${i}`, 0);
  expect(againUnder("POST /c {}", 1)).toBeUndefined();
  expect(againUnder("POST /other/0 {}", 1)).toBe("o0");
});
