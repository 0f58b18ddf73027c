import { expect, test } from "vitest";
import { localInput } from "@/ui/format";
import { snoozes } from "./snooze_words";

const at = (text: string) => new Date(text).getTime(); // without a zone: the viewer's own

test("a ticket is put off to the morning of a day, in the viewer's time", () => {
  const dates = snoozes(at("2026-11-26T16:07:00")).map((one) => localInput(one.at));
  expect(dates).toEqual(["2026-11-26T18:15", "2026-11-27T08:00", "2026-11-30T08:00", "2026-12-26T08:00"]);
});

test("on a Monday the next one is a week away", () => {
  expect(localInput(snoozes(at("2026-11-30T09:00:00"))[2].at)).toBe("2026-12-07T08:00");
});
