import { expect, test } from "vitest";
import { blankRule, formOf, ruleText } from "./rule_form";

test("a form is written as a rule", () => {
  expect(ruleText(blankRule)).toBe("FREQ=WEEKLY;BYDAY=MO");
  expect(ruleText({ ...blankRule, frequency: "DAILY", interval: "3" })).toBe("FREQ=DAILY;INTERVAL=3");
  expect(ruleText({ ...blankRule, frequency: "MONTHLY", month_day: "-1" })).toBe("FREQ=MONTHLY;BYMONTHDAY=-1");
  expect(ruleText({ ...blankRule, frequency: "MONTHLY", monthly: "weekday", nth: "2", nth_weekday: "TU" })).toBe("FREQ=MONTHLY;BYDAY=2TU");
});

test("a rule is read back into the form that wrote it", () => {
  for (const rule of [
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR",
    "FREQ=DAILY",
    "FREQ=MONTHLY;BYDAY=-1FR",
    "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15",
  ])
    expect(ruleText(formOf(rule))).toBe(rule);
});
