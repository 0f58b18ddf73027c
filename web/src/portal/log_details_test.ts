import { expect, test } from "vitest";
import { detailName, sortedDetails } from "./log_details";

const detail = (name: string, value = "x") => ({ name, value });

test("what people ask for comes first, in their order, and nothing twice that the sentence says", () => {
  const sorted = sortedDetails(["outcome", "title", "class", "signed_by", "digest", "machines", "reason"].map((name) => detail(name)));
  expect(sorted.first.map((one) => one.name)).toEqual(["machines", "reason", "signed_by"]);
  expect(sorted.rest.map((one) => one.name)).toEqual(["class", "digest"]);
});

test("what was left empty is not shown, and everything else is somewhere", () => {
  const sorted = sortedDetails([detail("ticket", ""), detail("exit", "3"), detail("something_new")]);
  expect(sorted.first.map((one) => one.name)).toEqual(["exit"]);
  expect(sorted.rest.map((one) => one.name)).toEqual(["something_new"]);
  expect(detailName("something_new")).toBe("Something new");
  expect(detailName("digest")).toBe("SHA-256 of what runs");
});
