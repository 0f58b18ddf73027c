import { expect, test } from "vitest";
import type { Ticket } from "@/api/generated/schema";
import { columnsOf, stepIn } from "./board_columns";

const ticket = (id: string, account: string) => ({ ticket_id: id, assignee_account_id: account, assignee_name: `Name of ${account}` }) as Ticket;

test("nobody's tickets come first, and who left keeps a column for what they still have", () => {
  const columns = columnsOf(
    [
      { account_id: "t", name: "Theo" },
      { account_id: "a", name: "Ana" },
    ],
    [ticket("1", "t"), ticket("2", ""), ticket("3", "gone"), ticket("4", "t")],
  );
  expect(columns.map((column) => column.name)).toEqual(["Nobody", "Ana", "Name of gone", "Theo"]);
  expect(columns[3].tickets.map((one) => one.ticket_id)).toEqual(["1", "4"]);
});

test("keys never lead off the board", () => {
  const board = [{ tickets: [ticket("1", ""), ticket("2", "")] }, { tickets: [] }];
  expect(stepIn(board, { column: 0, row: 1 }, "down")).toEqual({ column: 0, row: 1 });
  expect(stepIn(board, { column: 0, row: 1 }, "right")).toEqual({ column: 1, row: 0 });
  expect(stepIn(board, { column: 1, row: 0 }, "right")).toEqual({ column: 1, row: 0 });
  expect(stepIn(board, { column: 0, row: 0 }, "up")).toEqual({ column: 0, row: 0 });
});
