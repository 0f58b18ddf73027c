import { expect, test } from "vitest";
import type { Import } from "@/api/generated/schema";
import { isBusy, kindOf, outcomeWords, progressOf, stateOf } from "./import_words";

const one = (more: Partial<Record<keyof Import, unknown>>) =>
  ({
    created: "0", updated: "0", unchanged: "0", rejected: "0", removed: "0", kept: "0", rows: "0", done_rows: "0", read_bytes: "0", ...more,
  }) as unknown as Import;

test("outcomes are said where there are any", () => {
  expect(outcomeWords(one({}))).toBe("nothing yet");
  expect(outcomeWords(one({ created: "1200", rejected: "2" }))).toMatch(/^1.?200 created, 2 rejected$/);
});

test("progress is of the step that is under way and never more than whole", () => {
  expect(progressOf(one({ state: "uploading", received_bytes: "5", size_bytes: "10" }))).toBe(0.5);
  expect(progressOf(one({ state: "applying", done_rows: "30", rows: "40" }))).toBe(0.75);
  expect(progressOf(one({ state: "checking", done_rows: "50", rows: "40" }))).toBe(1);
  expect(progressOf(one({ state: "reading", read_bytes: "30", size_bytes: "120" }))).toBe(0.25);
});

test("states and kinds have words", () => {
  expect(stateOf("applying")).toBe("Is being brought in");
  expect(isBusy("undoing")).toBe(true);
  expect(isBusy("done")).toBe(false);
  expect(kindOf("")).toBe("Unreadable rows");
});
