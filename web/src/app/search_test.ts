import { describe, expect, test } from "vitest";
import { forClient, parseAddress, readSearch, writeAddress } from "./search";

describe("what a page shows, in the address", () => {
  test("comes back as it was written", () => {
    const search = { q: 'client:"Acme & Sons" state:open,acknowledged', sort: "-opened", open: "42" };
    expect(readSearch(parseAddress(writeAddress({ ...search })))).toEqual(search);
  });
  test("has nothing in it that the console does not know", () => expect(readSearch({ q: "a", evil: "b" })).toEqual({ q: "a" }));
  test("leaves out what is empty", () => expect(writeAddress({ ...readSearch({ q: "", open: "1" }) })).toBe("?open=1"));
});

test("a list narrowed to a client keeps its filter", () => {
  expect(forClient("state:open", "c1")).toBe("client_id:c1 state:open");
  expect(forClient("state:open", "")).toBe("state:open");
});
