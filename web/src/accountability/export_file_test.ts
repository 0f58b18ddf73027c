import { expect, test } from "vitest";
import { fileName } from "./export_file";

test("a file is called after its client, in letters that every system takes", () => {
  expect(fileName("Harbour & Söhne")).toBe("harbour-s-hne");
  expect(fileName("…")).toBe("log");
});
