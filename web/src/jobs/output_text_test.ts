import { expect, test } from "vitest";
import { nothingRead, plainText, withAnswer } from "./output_text";

const answer = (text: string, offset: number, complete = false) => ({ text, offset: String(offset), next_offset: String(offset + text.length), complete });

test("pages of an output go on where the last one ended, and one that comes twice is not shown twice", () => {
  const first = withAnswer(nothingRead, answer("one\n", 0), 1000);
  expect(first.text).toBe("one\n");
  expect(withAnswer(first, answer("one\n", 0), 1000)).toBe(first);
  const second = withAnswer(first, answer("two\n", 4, true), 1000);
  expect(second).toEqual({ text: "one\ntwo\n", next: "8", complete: true, skipped: false });
});

test("of a long output the newest whole lines are kept, and it says that something was left out", () => {
  const long = withAnswer(nothingRead, answer("aaaa\nbbbb\ncccc\n", 0), 8);
  expect(long.text).toBe("cccc\n");
  expect(long.skipped).toBe(true);
  expect(long.next).toBe("15");
  expect(withAnswer(nothingRead, answer("x".repeat(20), 0), 8).text).toBe("xxxxxxxx");
});

test("what a terminal would obey is not obeyed here, and cannot hide", () => {
  expect(plainText("\u001b[31mred\u001b[0m\r\n")).toBe("red\n");
  expect(plainText("\u001b]0;title\u0007shown")).toBe("shown");
  expect(plainText("a\u202eb\u0000c\td")).toBe("a\u00b7b\u00b7c\td");
});
