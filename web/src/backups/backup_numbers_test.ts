import { expect, test } from "vitest";
import {
  ageWords,
  bytesTold,
  defaultObjectives,
  gapSentence,
  lengthWords,
  manifestWords,
  objectiveSeconds,
  objectiveText,
  objectiveWords,
  percent,
  provenFigure,
  successFigure,
} from "./backup_numbers";

const hour = 3600,
  day = 24 * hour;

test("an objective is said in hours until it is days", () => {
  expect(objectiveWords(4 * hour)).toBe("4 hours");
  expect(objectiveWords(day)).toBe("24 hours");
  expect(objectiveWords(7 * day)).toBe("7 days");
  expect(objectiveWords(90 * 60)).toBe("90 minutes");
  expect(objectiveWords(0)).toBe("none agreed");
});

test("an objective is written as people write it, and a number alone is hours", () => {
  expect(objectiveSeconds("4")).toBe(4 * hour);
  expect(objectiveSeconds(" 7 days ")).toBe(7 * day);
  expect(objectiveSeconds("90m")).toBe(90 * 60);
  expect(objectiveSeconds("1,5 h")).toBe(1.5 * hour);
  expect(objectiveSeconds(""), "the server's default").toBe(0);
  expect(objectiveSeconds("soon")).toBeUndefined();
  expect(objectiveSeconds("0h")).toBeUndefined();
});

test("what stands in the field comes back as it was", () => {
  for (const seconds of [4 * hour, day, 7 * day, 90 * 60]) expect(objectiveSeconds(objectiveText(seconds))).toBe(seconds);
  expect(objectiveText(0)).toBe("");
});

test("the defaults are those of the playbook", () => {
  expect(defaultObjectives("machine", "C1")).toEqual({ rpo_s: 4 * hour, rto_s: 8 * hour });
  expect(defaultObjectives("database", "C2")).toEqual({ rpo_s: day, rto_s: day });
  expect(defaultObjectives("files", "C3")).toEqual({ rpo_s: day, rto_s: 72 * hour });
  expect(defaultObjectives("network", "C1")).toEqual({ rpo_s: 7 * day, rto_s: 4 * hour });
});

test("almost all is not 100 per cent, and something is not nought", () => {
  expect(percent(178, 186)).toBe("95.7 %");
  expect(percent(9999, 10_000)).toBe("99.9 %");
  expect(percent(186, 186)).toBe("100 %");
  expect(percent(1, 10_000)).toBe("0.1 %");
  expect(percent(0, 12)).toBe("0 %");
});

test("the example of the domain: 95.7 % ran well while 8 of 10 are proven", () => {
  expect(successFigure({ success: 178, scheduled: 186 })).toEqual({ big: "95.7 %", small: "178 of 186 runs" });
  expect(provenFigure({ proven: 8, to_prove: 10 })).toEqual({ big: "80 %", small: "8 of 10 proven" });
});

test("too few or none is a count, never a percentage", () => {
  expect(successFigure({ success: 0, scheduled: 0 }).small).toBe("no run was expected");
  expect(successFigure({ success: 3, scheduled: 4 })).toEqual({ big: "3 of 4", small: "runs; too few for a percentage" });
  expect(provenFigure({ proven: 0, to_prove: 4 })).toEqual({ big: "0 of 4", small: "proven: no restore counts as a proof" });
  expect(provenFigure({ proven: 0, to_prove: 40 }).big, "none proven is said as a count, however many there are").toBe("0 of 40");
  expect(provenFigure({ proven: 0, to_prove: 0 }).small).toBe("no item of C1 or C2 to prove");
});

test("the gap between both numbers is said in words, over all clients", () => {
  const clients = [
    { scheduled: 100, success: 98, proven: 0, to_prove: 3 },
    { scheduled: 86, success: 80, proven: 0, to_prove: 1 },
  ];
  const said = gapSentence(clients);
  expect(said).toContain("95.7 % of the expected runs ended well (178 of 186)");
  expect(said).toContain("for none of the 4 items that must be proven was a restore shown to work");
  expect(gapSentence([{ scheduled: 0, success: 0, proven: 0, to_prove: 0 }])).toMatch(/^No run was expected; no item is critical enough/);
  expect(gapSentence([{ scheduled: 4, success: 3, proven: 1, to_prove: 2 }])).toContain("3 of 4 expected runs ended well");
  expect(gapSentence([{ scheduled: 4, success: 3, proven: 0, to_prove: 1 }])).toContain("for the one item that must be proven no restore was shown to work");
});

test("the age of the newest content stands beside what was agreed", () => {
  const now = 1_000_000_000_000;
  expect(ageWords({ content_at_unix_ms: now - 19 * hour * 1000, rpo_s: String(day) }, now)).toBe("19 h old, 24 hours agreed");
  expect(ageWords({ content_at_unix_ms: 0, rpo_s: "0" }, now)).toBe("no recovery point was seen, no objective agreed");
});

test("a manifest says what a restore can be compared with, and a missing one that it cannot", () => {
  const none = { manifest_digest: "", manifest_files: "0", manifest_hashed: "0", manifest_in_motion: "0", manifest_unknown: "" };
  expect(manifestWords(none)).toContain("could not be compared");
  const told = manifestWords({ ...none, manifest_digest: "ab", manifest_files: "12000", manifest_hashed: "400", manifest_in_motion: "3" });
  expect(told).toContain("12,000 files at the source");
  expect(told).toContain("3 changed while the backup ran and are never compared");
});

test("what was not told is not nought", () => {
  expect(bytesTold(undefined)).toBe("not told");
  expect(bytesTold("0")).toBe("0 B");
});

test("how long it took", () => {
  expect(lengthWords(42)).toBe("42 s");
  expect(lengthWords(380)).toBe("6 min 20 s");
  expect(lengthWords(4320)).toBe("1 h 12 min");
  expect(lengthWords(7200)).toBe("2 h");
});
