import { expect, test } from "vitest";
import type { Ticket } from "@/api/generated/schema";
import { columnsOf, placeOf, spotAt, stepFrom } from "./board_columns";

const ticket = (id: string, account: string) => ({ ticket_id: id, assignee_account_id: account, assignee_name: `Name of ${account}` }) as Ticket;

test("nobody's tickets come first, and who left keeps a column for what they still have", () => {
  const columns = columnsOf(
    [
      { account_id: "t", name: "Theo" },
      { account_id: "a", name: "Ana" },
    ],
    [ticket("1", "t"), ticket("2", ""), ticket("3", "gone"), ticket("4", "t")],
  );
  expect(columns.map((column) => column.name)).toEqual(["Nobody", "Ana", "Theo", "Name of gone"]);
  expect(columns.map((column) => column.takes)).toEqual([true, true, true, false]);
  expect(columns[2].tickets.map((one) => one.ticket_id)).toEqual(["1", "4"]);
});

test("keys never lead off the board", () => {
  const board = columnsOf([{ account_id: "a", name: "Ana" }], [ticket("1", ""), ticket("2", "")]);
  const on = (way: "up" | "down" | "left" | "right", from = spotAt(board, 0, 0)) => {
    const { column, row } = stepFrom(board, from, way);
    return [column, row];
  };
  expect(on("down", spotAt(board, 0, 1))).toEqual([0, 1]);
  expect(on("right", spotAt(board, 0, 1))).toEqual([1, 0]);
  expect(on("right", spotAt(board, 1, 0))).toEqual([1, 0]);
  expect(on("up")).toEqual([0, 0]);
});

test("keys stay on their ticket when others come above it or a column gets another place", () => {
  const spot = spotAt(columnsOf([{ account_id: "t", name: "Theo" }], [ticket("1", "t"), ticket("2", "t")]), 1, 1);
  const later = columnsOf(
    [
      { account_id: "t", name: "Theo" },
      { account_id: "a", name: "Ana" },
    ],
    [ticket("new", "t"), ticket("1", "t"), ticket("2", "t")],
  );
  expect(placeOf(later, spot)).toEqual({ column: 2, row: 2 });
});

test("a ticket that was given away leaves the keys where they were, on the next one", () => {
  const spot = spotAt(columnsOf([{ account_id: "t", name: "Theo" }], [ticket("1", ""), ticket("2", "")]), 0, 0);
  const later = columnsOf([{ account_id: "t", name: "Theo" }], [ticket("1", "t"), ticket("2", "")]);
  expect(placeOf(later, spot)).toEqual({ column: 0, row: 0 });
});
