import { expect, test } from "vitest";
import { replaced } from "./at_caret";

test("what was typed is replaced and the rest stays", () => {
  expect(replaced("Hello\n/ho\nBye", 6, 9, "Please wait.")).toBe("Hello\nPlease wait.\nBye");
});
