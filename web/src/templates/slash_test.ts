import { expect, test } from "vitest";
import { matching, slashAt } from "./slash";

const reply = (shortcut: string, name: string) => ({
  reply_id: shortcut,
  name,
  shortcut,
  text: "",
  changed_at_unix_ms: 0,
  changed_by: "",
  etag: "1",
  allowed_actions: [],
});

test("a slash counts at the beginning of a line alone", () => {
  expect(slashAt("/ho", 3)).toEqual({ begin: 0, word: "ho" });
  expect(slashAt("Dear Ana\n/", 10)).toEqual({ begin: 9, word: "" });
  expect(slashAt("and/or", 6)).toBeUndefined();
  expect(slashAt("/home is full", 13)).toBeUndefined();
});

test("shortcuts come before names", () => {
  const all = [reply("bye", "Hold the line"), reply("hold", "On hold"), reply("hours", "Our hours")];
  expect(matching(all, "ho").map((one) => one.shortcut)).toEqual(["hold", "hours", "bye"]);
  expect(matching(all, "zzz")).toEqual([]);
});
