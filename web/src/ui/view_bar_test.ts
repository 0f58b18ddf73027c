import { expect, test } from "vitest";
import { presentView, type View } from "./view_bar";

const views: View[] = [
  { name: "Open", query: "is:open" },
  { id: "1", name: "Most urgent", query: "is:open", sort: "due", columns: "title,due" },
];
const look = (sort: string, columns = "") => ({ query: "is:open", sort, columns });

test("of two views with one filter the one is shown whose order and columns are on screen", () => {
  expect(presentView(views, look("due", "title,due"))?.name).toBe("Most urgent");
  expect(presentView(views, look(""))?.name).toBe("Open");
});

test("another order is still the view, changed", () => {
  expect(presentView(views, look("-created"))?.name).toBe("Open");
  expect(presentView(views, { query: "is:closed", sort: "", columns: "" })).toBeUndefined();
});
