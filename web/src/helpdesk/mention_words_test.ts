import { expect, test } from "vitest";
import { mentionAt, namesFor } from "./mention_words";

test("an @ after a blank begins a name, in an address it does not", () => {
  expect(mentionAt("ask @Da", 7)).toEqual({ begin: 4, word: "da" });
  expect(mentionAt("@", 1)).toEqual({ begin: 0, word: "" });
  expect(mentionAt("ana@harbour", 11)).toBeUndefined();
  expect(mentionAt("ask @Dana Dispatcher said", 25)).toBeUndefined();
});

test("first names come before last names", () => {
  const people = ["Berta Daniels", "Dana Dispatcher", "Theo"].map((name) => ({ account_id: name, name }));
  expect(namesFor(people, "da").map((one) => one.name)).toEqual(["Dana Dispatcher", "Berta Daniels"]);
  expect(namesFor(people, "")).toHaveLength(3);
});
