import { expect, test } from "vitest";
import type { BackupCopy, CopyProperty } from "@/api/generated/schema";
import { asked, copyReady, declaredCopies, digitMark, formOfCopy, propertyAnswer, ruleSentence, withForm } from "./copies_words";

const property = (name: string, more: Partial<CopyProperty> = {}): CopyProperty => ({
  property: name,
  says: "unknown",
  said: "unknown",
  how: "",
  by: "",
  at_unix_ms: 0,
  until_unix_ms: 0,
  seen: false,
  ...more,
});
const safe: BackupCopy = {
  copy_id: "c1",
  plan_id: "",
  place: "The bank's safe",
  medium: "tape",
  data_in_use: false,
  properties: [property("exists", { says: "yes", said: "yes", how: "Seen in November", until_unix_ms: 99 }), property("off_site")],
};
const ofPlan: BackupCopy = {
  copy_id: "",
  plan_id: "p1",
  place: "erp of erp-1",
  medium: "",
  data_in_use: false,
  properties: [property("exists", { says: "yes", said: "yes", seen: true }), property("off_site"), property("encrypted", { says: "yes", seen: true })],
};

test("only what is met is green", () => {
  expect(digitMark("met").state).toBe("ok");
  expect(digitMark("missing").state).toBe("warning");
  expect(digitMark("unknown").state).toBe("unknown");
  expect(digitMark("").state).toBe("unknown");
});

test("what is missing is said before what is not known", () => {
  const names = ["copies", "media", "off_site", "locked", "errors"];
  const rule = names.map((digit, i) => ({ digit, state: ["met", "unknown", "missing", "met", "unknown"][i], text: "" }));
  expect(ruleSentence(rule)).toBe("Not met: 1 off site. Not known: 2 kinds of media, 0 errors.");
  expect(ruleSentence(names.map((digit) => ({ digit, state: "met", text: "" })))).toBe("The rule 3-2-1-1-0 is met.");
});

test("a word that ran out is no answer, and says what it was", () => {
  expect(propertyAnswer({ says: "no", said: "no" })).toBe("no");
  expect(propertyAnswer({ says: "unknown", said: "unknown" })).toBe("not known");
  expect(propertyAnswer({ says: "unknown", said: "yes" })).toBe("not known any more: yes was said, and that has run out");
});

test("nobody is asked for what a machine shows", () => {
  expect(asked(ofPlan)).toEqual(["off_site", "immutable", "offline"]);
  expect(asked()).toEqual(["exists", "off_site", "immutable", "offline", "encrypted"]);
});

test("a yes wants to be known from somewhere, and a copy of no plan a place", () => {
  const form = formOfCopy(safe);
  expect(copyReady(form, false)).toBe(true);
  expect(copyReady({ ...form, place: " " }, false)).toBe(false);
  expect(copyReady({ ...formOfCopy(ofPlan), place: "" }, true)).toBe(true);
  expect(copyReady({ ...form, answers: { exists: { says: "yes", how: "so" } } }, false)).toBe(false);
  expect(copyReady({ ...form, answers: { exists: { says: "no", how: "" } } }, false)).toBe(true);
});

test("what is said as before keeps its day, what is new has a year", () => {
  const all = declaredCopies({ copies: [ofPlan, safe] });
  expect(all).toHaveLength(1);
  const form = formOfCopy(safe);
  form.answers.off_site = { says: "yes", how: "Two streets away" };
  const sent = withForm(all, safe, form)[0];
  expect(sent?.properties).toEqual([
    { property: "exists", says: "yes", how: "Seen in November", until_unix_ms: 99 },
    { property: "off_site", says: "yes", how: "Two streets away", until_unix_ms: 0 },
  ]);
  expect(withForm(all, ofPlan, formOfCopy(ofPlan))).toHaveLength(2);
  const days = withForm(all, safe, { ...form, until: "2027-01-31" }).flatMap((one) => one.properties?.map(({ until_unix_ms }) => until_unix_ms));
  expect(new Set(days)).toEqual(new Set([new Date("2027-01-31T23:59:00").getTime()]));
});
