import { describe, expect, test } from "vitest";
import { parseFilter } from "@/ui/filter";
import { asFreeText, matches, narrowed } from "./palette_items";

describe("what is typed into the palette", () => {
  test("finds by the beginnings of words, in any order", () => {
    expect(matches({ label: "Open alerts" }, "al op")).toBe(true);
    expect(matches({ label: "Open alerts" }, "pen")).toBe(false);
  });
  test("finds by where a thing belongs", () =>
    expect(matches({ label: "files-1", hint: "Device · Acme Builders" }, "acme fil")).toBe(true));
  test("leaves out groups in which nothing is found", () => {
    const groups = [
      { title: "Go to", items: [{ id: "1", label: "Now", run: () => {} }] },
      { title: "Do", items: [{ id: "2", label: "New ticket", run: () => {} }] },
    ];
    expect(narrowed(groups, "tick").map((group) => group.title)).toEqual(["Do"]);
  });
  test("is free text for the lists, whatever signs it has", () => {
    expect(parseFilter(asFreeText('status:open "x')).map((term) => [term.key, term.values[0]])).toEqual([
      ["", "status:open"],
      ["", "x"],
    ]);
  });
});
