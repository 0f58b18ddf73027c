import { expect, test } from "vitest";
import { settingGroups, settingsFor } from "./setting_places";

const all = settingGroups.flatMap((group) => group.places.map((place) => place.needs));
const found = (text: string, permissions: readonly string[] = all) =>
  settingsFor(permissions, text).flatMap((group) => group.places.map((place) => place.label));

test("a setting is found by its name, by what others call it, and by its group", () => {
  expect(found("serv")).toEqual(["Service levels"]);
  expect(found("holidays")).toEqual(["Service levels"]);
  expect(found("promises")).toEqual(["Service levels", "On call"]);
  expect(found("sign on")).toEqual(["Sign-in providers"]);
  expect(found("nonsense")).toEqual([]);
});

test("nobody is offered what they may not open", () => {
  expect(found("", [])).toEqual(["API tokens"]);
  expect(found("", ["sla.read"])).toEqual(["API tokens", "Service levels"]);
});

test("each page stands in one group", () => {
  const pages = settingGroups.flatMap((group) => group.places.map((place) => place.to));
  expect(new Set(pages).size).toBe(pages.length);
});
