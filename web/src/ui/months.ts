// Calendar months that a figure can be asked for.

/// The months that a figure can be asked for, newest first: "2026-11" with its name.
export function months(now: number, zone: string, number = 12): { value: string; label: string }[] {
  const parts = new Intl.DateTimeFormat("en", { year: "numeric", month: "numeric", timeZone: zone || "UTC" }).formatToParts(now);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const year = part("year"),
    month = part("month");
  return Array.from({ length: number }, (_, back) => {
    const first = new Date(Date.UTC(year, month - 1 - back, 1));
    return { value: first.toISOString().slice(0, 7), label: longName.format(first) };
  });
}

const longName = new Intl.DateTimeFormat(undefined, { year: "numeric", month: "long", timeZone: "UTC" });

/// "November 2026" of "2026-11".
export const fullMonthName = (month: string): string => longName.format(Date.parse(`${month}-01T00:00:00Z`));

/// "1 Nov 2026 to 30 Nov 2026" of "2026-11": its own days, in whatever zone somebody looks at them.
export function monthDays(month: string): string {
  const [year, number] = month.split("-").map(Number);
  const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeZone: "UTC" });
  return `${day.format(Date.UTC(year, number - 1, 1))} to ${day.format(Date.UTC(year, number, 0))}`;
}

/// "Nov" of "2026-11".
export const monthName = (month: string): string =>
  new Intl.DateTimeFormat(undefined, { month: "short", timeZone: "UTC" }).format(Date.parse(`${month}-01T00:00:00Z`));
