import { expect, test } from "vitest";
import { groupLines, rolesIn } from "./group_roles";

test("a group and its role stand on one line, whatever the group is called", () => {
  expect(rolesIn("g-desk: tec\n\n cn=desk:it: SVM ")).toEqual([
    { group: "g-desk", role: "TEC" },
    { group: "cn=desk:it", role: "SVM" },
  ]);
  expect(rolesIn("g-desk")).toEqual([{ group: "g-desk", role: "" }]);
  expect(rolesIn(" ")).toEqual([]);
  expect(groupLines({ groups: { claim: "groups", roles: [{ group: "g-desk", role: "TEC" }] } })).toBe("g-desk: TEC");
  expect(groupLines(undefined)).toBe("");
});
