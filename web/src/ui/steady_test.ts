import { describe, expect, test } from "vitest";
import { heldStill, noneHeld, taken } from "./steady";

interface Row {
  id: string;
  text: string;
}
const idOf = (row: Row) => row.id;
const row = (id: string, text = id): Row => ({ id, text });
const shown = (held: { ids: readonly string[]; known: ReadonlyMap<string, Row> }) => held.ids.map((id) => held.known.get(id)?.text);

describe("rows that hold still", () => {
  const before = taken("q", [row("a"), row("b"), row("c")], idOf);

  test("a changed row changes in its place, even when it would sort elsewhere", () => {
    const after = heldStill(before, [row("c", "C!"), row("a"), row("b")], idOf);
    expect(shown(after)).toEqual(["a", "b", "C!"]);
    expect(after.fresh).toBe(0);
  });

  test("a new row above waits and is counted", () => {
    const after = heldStill(before, [row("n"), row("a"), row("b"), row("c")], idOf);
    expect(shown(after)).toEqual(["a", "b", "c"]);
    expect(after.fresh).toBe(1);
  });

  test("the next page is appended at once", () => {
    const after = heldStill(before, [row("a"), row("b"), row("c"), row("d"), row("e")], idOf);
    expect(shown(after)).toEqual(["a", "b", "c", "d", "e"]);
  });

  test("a row that no longer belongs stays with what was known of it, and is counted", () => {
    const after = heldStill(before, [row("a"), row("c")], idOf);
    expect(shown(after)).toEqual(["a", "b", "c"]);
    expect(after.gone).toBe(1);
  });

  test("an empty list takes what comes", () => {
    expect(shown(heldStill(noneHeld<Row>("q"), [row("a")], idOf))).toEqual(["a"]);
  });
});
