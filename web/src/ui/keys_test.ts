// @vitest-environment happy-dom
import { createElement, Suspense, use, useLayoutEffect } from "react";
import { flushSync } from "react-dom";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, expect, test } from "vitest";
import { nameOf, useKeys, whenBarred } from "./keys";
import { setPreference } from "./preferences";

let root: Root | undefined;
const pressed: string[] = [];
const show = (element: ReturnType<typeof createElement>) => {
  root ??= createRoot(document.body.appendChild(document.createElement("div")));
  flushSync(() => root?.render(element));
};
const press = (key: string) => document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
afterEach(() => {
  root?.unmount();
  root = undefined;
  pressed.length = 0;
});

function Bound({ keys, name }: { keys: string; name: string }) {
  useKeys([{ keys, label: name, run: () => pressed.push(name) }]);
  return null;
}

test("Shift+X arrives as a capital letter and is the same key", () => {
  expect(nameOf({ key: "X", shiftKey: true })).toBe("Shift+x");
  expect(nameOf({ key: "x", shiftKey: false })).toBe("x");
  expect(nameOf({ key: "?", shiftKey: true })).toBe("?");
});

test("a key works from the moment that its part stands in the page, and does what is shown then", () => {
  function Early() {
    // As early as anybody could press it: the page has been changed and not yet been painted.
    useLayoutEffect(() => {
      press("j");
    });
    return null;
  }
  const list = (name: string) => createElement("div", null, createElement(Early), createElement(Bound, { keys: "j", name }));
  show(list("first"));
  show(list("second"));
  expect(pressed).toEqual(["first", "second"]);
});

test("a part that waits for code keeps its keys and its place before the others", async () => {
  let come = () => {};
  const code = new Promise<void>((resolve) => (come = resolve));
  const Late = ({ wait }: { wait: boolean }) => (wait ? (use(code), null) : null);
  const page = (panel: boolean, wait: boolean) =>
    createElement(
      Suspense,
      { fallback: null },
      createElement(Bound, { keys: "Escape", name: "page" }),
      panel ? createElement(Bound, { keys: "Escape", name: "panel" }) : null,
      createElement(Late, { wait }),
    );
  show(page(false, false));
  show(page(true, false));
  press("Escape");
  show(page(true, true));
  press("Escape");
  come();
  await code;
  await new Promise((resolve) => setTimeout(resolve, 0));
  press("Escape");
  expect(pressed).toEqual(["panel", "panel", "panel"]);
  show(page(false, true));
  press("Escape");
  expect(pressed.at(-1)).toBe("page");
});

test("a key that does nothing in this state says why, unless another part has a use for it", () => {
  const Barred = ({ name }: { name: string }) => {
    useKeys([{ keys: "d", label: "Resolve", barred: "It is new.", run: () => pressed.push(name) }]);
    return null;
  };
  const told: string[] = [];
  whenBarred((why) => told.push(why));
  show(createElement("div", null, createElement(Barred, { name: "barred" })));
  press("d");
  expect([pressed, told]).toEqual([[], ["It is new."]]);
  show(createElement("div", null, createElement(Bound, { keys: "d", name: "list" }), createElement(Barred, { name: "barred" })));
  press("d");
  expect([pressed, told]).toEqual([["list"], ["It is new."]]);
});

test("two keys in a row count by when they were pressed", () => {
  show(createElement(Bound, { keys: "g t", name: "tickets" }));
  press("g");
  press("t");
  expect(pressed).toEqual(["tickets"]);
  press("g");
  press("x");
  press("t");
  expect(pressed).toEqual(["tickets"]);
});

test("whoever switched single keys off keeps Enter, Escape and the arrows", () => {
  show(createElement("div", null, createElement(Bound, { keys: "j", name: "j" }), createElement(Bound, { keys: "Escape", name: "Escape" })));
  setPreference("singleKeys", false);
  press("j");
  press("Escape");
  setPreference("singleKeys", true);
  expect(pressed).toEqual(["Escape"]);
});
