import { expect, test } from "vitest";
import { costWords, heldUpWords, impactWords, minutesWords } from "./impact";

const impact = { minutes_of_impact: 66.4, impact_runs: false, users_known: true, users_affected: 12, user_minutes: 796.8 };

test("impact is minutes times people, and says what nobody knows", () => {
  expect(impactWords(impact)).toBe("66 min for 12 people: 797 person-minutes");
  expect(impactWords({ ...impact, impact_runs: true, users_known: false })).toBe("66 min so far, nobody said for how many people");
  expect(impactWords({ ...impact, users_affected: 0 })).toBe("66 min, nobody was kept from work");
  expect([minutesWords(119.4), minutesWords(120), minutesWords(312)]).toEqual(["119 min", "2 h", "5 h 12 min"]);
});

test("a client hears only what somebody said", () => {
  expect(heldUpWords({ ...impact, users_known: false })).toBe("");
  expect(heldUpWords({ ...impact, users_affected: 0 })).toBe("Nobody is kept from work");
  expect(heldUpWords(impact)).toBe("12 people could not work, for 66 min");
});

test("a cost without a currency is no estimate", () => {
  expect(costWords({ cost_minor: "0", cost_currency: "" })).toBe("");
  expect(costWords({ cost_minor: "120000", cost_currency: "CHF" })).toMatch(/1.?200/);
});
