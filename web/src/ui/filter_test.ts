import { describe, expect, test } from "vitest";
import { ageOf, parseFilter, quoted, textTest, withTerm } from "./filter";
import { accept, suggest } from "./filter_words";

describe("the filter language", () => {
  test("is words, keys with values, comparisons and nots", () => {
    expect(parseFilter('backup client:"Acme Builders",contoso disk>=90 -state:closed')).toEqual([
      { negated: false, key: "", comparison: ":", values: ["backup"] },
      { negated: false, key: "client", comparison: ":", values: ["Acme Builders", "contoso"] },
      { negated: false, key: "disk", comparison: ">=", values: ["90"] },
      { negated: true, key: "state", comparison: ":", values: ["closed"] },
    ]);
  });
  test("takes one term's place and leaves the others", () =>
    expect(withTerm('a status:ok b client:"x y"', "status", "critical")).toBe('a b client:"x y" status:critical'));
  test("quotes what has blanks", () => expect(quoted("Acme Builders")).toBe('"Acme Builders"'));
  test("knows stars and ages", () => {
    expect(textTest("*srv-1*")("ACME-SRV-101".toLowerCase())).toBe(true);
    expect(ageOf("5m")).toBe(300_000);
    expect(ageOf("5 minutes")).toBeUndefined();
  });
});

describe("suggestions", () => {
  const keys = [
    { key: "state", hint: "", values: ["open", "closed"] },
    { key: "opened", hint: "", numeric: true },
  ];
  test("are keys while a word begins and values once its key is known", () => {
    expect(suggest("st", 2, keys).map((one) => one.text)).toEqual(["state:"]);
    expect(suggest("state:cl", 8, keys).map((one) => one.text)).toEqual(["state:closed"]);
    expect(suggest("ope", 3, keys).map((one) => one.text)).toEqual(["opened>"]);
  });
  test("taken in the middle keep what stands around", () => {
    const [first] = suggest("a state:cl b", 10, keys);
    expect(accept("a state:cl b", 10, first).text).toBe("a state:closed b");
  });
});
