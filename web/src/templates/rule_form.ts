// A recurrence rule as the fields of a form, and back. Pure; what a rule means is decided by the server alone.
export interface RuleForm {
  frequency: "DAILY" | "WEEKLY" | "MONTHLY";
  interval: string;
  weekdays: string[]; // "MO"
  monthly: "day" | "weekday";
  month_day: string; // "1" to "31", "-1" the last
  nth: string; // "1" to "5", "-1"
  nth_weekday: string;
}

export const weekdays = [
  { value: "MO", label: "Monday" },
  { value: "TU", label: "Tuesday" },
  { value: "WE", label: "Wednesday" },
  { value: "TH", label: "Thursday" },
  { value: "FR", label: "Friday" },
  { value: "SA", label: "Saturday" },
  { value: "SU", label: "Sunday" },
];

export const blankRule: RuleForm = {
  frequency: "WEEKLY",
  interval: "1",
  weekdays: ["MO"],
  monthly: "day",
  month_day: "1",
  nth: "1",
  nth_weekday: "MO",
};

export function ruleText(form: RuleForm): string {
  const parts = [`FREQ=${form.frequency}`];
  if (form.interval.trim() !== "1") parts.push(`INTERVAL=${form.interval.trim()}`);
  if (form.frequency === "WEEKLY" && form.weekdays.length > 0) parts.push(`BYDAY=${form.weekdays.join(",")}`);
  if (form.frequency === "MONTHLY")
    parts.push(form.monthly === "day" ? `BYMONTHDAY=${form.month_day}` : `BYDAY=${form.nth}${form.nth_weekday}`);
  return parts.join(";");
}

/// Of a rule that the form cannot show whole (several days of a month), the first of them.
export function formOf(rule: string): RuleForm {
  const values = new Map(rule.split(";").map((part) => part.split("=") as [string, string]));
  const days = (values.get("BYDAY") ?? "").split(",").filter(Boolean);
  const nth = /^(-?\d)([A-Z]{2})$/.exec(days[0] ?? "");
  return {
    ...blankRule,
    frequency: (values.get("FREQ") as RuleForm["frequency"] | undefined) ?? "WEEKLY",
    interval: values.get("INTERVAL") ?? "1",
    weekdays: days.filter((day) => day.length === 2),
    monthly: nth ? "weekday" : "day",
    month_day: (values.get("BYMONTHDAY") ?? "1").split(",")[0],
    ...(nth ? { nth: nth[1], nth_weekday: nth[2] } : {}),
  };
}
