import { expect, test } from "vitest";
import { columnsShown, movedBy, readColumns, toggled } from "./columns";

const known = ["name", "state", "client", "due"];

test("columns stand in the order that was asked for, each once, and unknown ones are dropped", () => {
  expect(readColumns("due,nonsense,name,due", known)).toEqual(["due", "name"]);
  expect(readColumns("", known)).toBeUndefined();
});

test("a column that comes back takes its usual place", () => {
  expect(toggled(["name", "due"], "state", known)).toEqual(["name", "state", "due"]);
  expect(toggled(["due"], "name", known)).toEqual(["name", "due"]);
  expect(toggled(["name", "due"], "due", known)).toEqual(["name"]);
});

test("a column moves by one and stays at the ends", () => {
  expect(movedBy(["name", "due"], "due", -1)).toEqual(["due", "name"]);
  expect(movedBy(["name", "due"], "due", 1)).toEqual(["name", "due"]);
});

test("what is shown is what the file has", () => {
  const all = known.map((key) => ({ key, title: key, width: "1fr", cell: () => null }));
  expect(columnsShown(all, ["due", "name"]).map((column) => column.key)).toEqual(["due", "name"]);
});
