import { expect, test } from "vitest";
import { kindWord, withGroup, withNeed, withoutNeed } from "./service_words";

const web = { kind: "device", id: "1", name: "web-1", group: "" };
const database = { kind: "service", id: "1", name: "Order database", group: "" };

test("what is needed stands in a list once, whatever its id is called elsewhere", () => {
  expect(withNeed([web], web)).toEqual([web]);
  expect(withNeed([web], database)).toEqual([web, database]);
  expect(withoutNeed([web, database], database)).toEqual([web]);
});

test("one of a group is told by its name", () => {
  expect(withGroup([web, database], web, "web servers")).toEqual([{ ...web, group: "web servers" }, database]);
});

test("a kind that a newer server knows is shown as another", () => {
  expect(kindWord("cloud")).toBe("cloud");
  expect(kindWord("quantum")).toBe("other");
});
