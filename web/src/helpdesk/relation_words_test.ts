import { describe, expect, test } from "vitest";
import type { RelatedTicket } from "@/api/generated/schema";
import { groupRelations, relationName, tagsOf } from "./relation_words";

const related = (relation: string, reference: string) => ({ relation, reference }) as RelatedTicket;

describe("tickets that belong together", () => {
  test("stand by their relation, the parent first", () => {
    const groups = groupRelations([related("related", "B"), related("child", "C"), related("parent", "A"), related("child", "D")]);
    expect(groups.map(([relation, list]) => `${relationName(relation)}: ${list.map((one) => one.reference).join(" ")}`)).toEqual([
      "Part of: A",
      "Parts: C D",
      "Related: B",
    ]);
  });
  test("of a relation unheard of have its own word", () => expect(relationName("new_one")).toBe("new_one"));
});

describe("typed tags", () => {
  test("are words, each once", () => expect(tagsOf(["vpn"], " VPN, second-site ")).toEqual(["vpn", "second-site"]));
  test("of blanks change nothing", () => expect(tagsOf(["vpn"], "  ")).toEqual(["vpn"]));
});
