// @vitest-environment happy-dom
import { act, useLayoutEffect } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useFilterText } from "./filter_text";

// The address as the router has it: what is sent there arrives only when the test lets it.
const address = vi.hoisted(() => ({ q: "", sent: [] as string[], change: ({ q = "" }: { q?: string }) => void address.sent.push(q) }));
vi.mock("./search", () => ({ usePageSearch: () => [{ q: address.q }, address.change] }));

let line: ReturnType<typeof useFilterText>;
let root: Root;
function Line() {
  const now = useFilterText();
  useLayoutEffect(() => {
    line = now;
  });
  return null;
}
const draw = () => act(() => root.render(<Line />));
const type = (text: string) => act(() => line.setText(text));
const wait = () => act(() => vi.advanceTimersByTime(1000));
function arrives(q: string) {
  address.q = q;
  draw();
}

beforeEach(() => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  vi.useFakeTimers();
  Object.assign(address, { q: "", sent: [] });
  root = createRoot(document.createElement("div"));
  draw();
});
afterEach(() => {
  act(() => root.unmount());
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("what is typed is shown at once and asked for once, after the last key", () => {
  type("s");
  type("se");
  expect([line.text, line.applied, address.sent]).toEqual(["se", "", []]);
  wait();
  expect(address.sent).toEqual(["se"]);
});
test("a letter typed while the text before it is on its way is kept, and asked for", () => {
  type("se");
  wait();
  type("ser");
  arrives("se");
  expect(line.text).toBe("ser");
  wait();
  expect(address.sent).toEqual(["se", "ser"]);
});
test("two texts on their way come back without touching what is typed", () => {
  type("s");
  wait();
  type("se");
  wait();
  arrives("s");
  expect(line.text).toBe("se");
  arrives("se");
  expect(line.text).toBe("se");
});
test("a text taken away again while it is on its way does not stay in the address", () => {
  type("s");
  wait();
  type("");
  arrives("s");
  expect(line.text).toBe("");
  wait();
  expect(address.sent).toEqual(["s", ""]);
});
test("an address changed elsewhere is what the line shows", () => {
  arrives("status:critical");
  expect(line.text).toBe("status:critical");
  wait();
  expect(address.sent).toEqual([]);
});
test("going back to a text that this line once sent shows it", () => {
  type("s");
  wait();
  arrives("s");
  arrives("kind:server");
  arrives("s");
  expect(line.text).toBe("s");
});
