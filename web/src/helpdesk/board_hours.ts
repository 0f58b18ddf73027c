// How many hours of work are left of today and of this week, on a calendar of working hours. Pure.
import type { PersonHours } from "@/api/generated/schema";
import type { CalendarRules, OpenShift } from "./board_types";

const dayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const hour = 3_600_000;
const minutesOf = (time: string): number => {
  const [hours, minutes] = time.split(":").map(Number);
  return hours * 60 + minutes;
};

/// The date and the minute of the day that it is in a zone; empty is the viewer's own.
export function localMoment(at: number, zone: string): { date: string; minute: number } {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone: zone || undefined,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const of = (type: string) => parts.find((part) => part.type === type)?.value ?? "0";
  return { date: `${of("year")}-${of("month")}-${of("day")}`, minute: Number(of("hour")) * 60 + Number(of("minute")) };
}

const dayAfter = (date: string, days: number): string => new Date(Date.parse(`${date}T12:00:00Z`) + days * 24 * hour).toISOString().slice(0, 10);
const weekday = (date: string): number => new Date(`${date}T12:00:00Z`).getUTCDay();

/// The working windows that begin on this date, in minutes of its day.
export function windowsOf(rules: CalendarRules, date: string): readonly (readonly [from: number, until: number])[] {
  if (rules.always_open) return [[0, 24 * 60]];
  const exception = rules.exceptions.find((one) => one.date === date);
  if (!exception && rules.holidays.some((one) => one.date === date)) return [];
  const windows = exception?.windows ?? rules.week.filter((one) => one.day === dayNames[weekday(date)]);
  return windows.map(({ start, end }) => {
    const from = minutesOf(start),
      until = minutesOf(end);
    return [from, until <= from ? until + 24 * 60 : until] as const;
  });
}

const minutesLeft = (rules: CalendarRules, date: string, after: number): number =>
  windowsOf(rules, date).reduce((sum, [from, until]) => sum + Math.max(0, until - Math.max(from, after)), 0);

export interface Hours {
  today: number;
  week: number; // to the end of Sunday, today included
}

/// Working hours from `now` on, as the calendar alone has them.
export function hoursLeft(rules: CalendarRules, now: number): Hours {
  const { date, minute } = localMoment(now, rules.zone);
  const today = minutesLeft(rules, date, minute);
  let week = today;
  const toSunday = (7 - weekday(date)) % 7;
  for (let ahead = 1; ahead <= toSunday; ++ahead) week += minutesLeft(rules, dayAfter(date, ahead), 0);
  return { today: today / 60, week: week / 60 };
}

/// What a person still has: their own days less what is booked or what they are away for, and never more than the calendar leaves.
export interface Available extends Hours {
  away: boolean; // the whole of today
}
export function availableOf(calendar: Hours, person: Pick<PersonHours, "days"> | undefined, today: string): Available {
  if (!person) return { ...calendar, away: false };
  const day = person.days.find((one) => one.day === today);
  const free = (days: PersonHours["days"]): number => days.reduce((sum, one) => sum + Number(one.free_s), 0) / 3600;
  return {
    today: Math.min(calendar.today, free(day ? [day] : [])),
    week: Math.min(calendar.week, free(person.days.filter((one) => one.day >= today && one.day < dayAfter(mondayOf(today), 7)))),
    away: day?.away ?? false,
  };
}

/// Monday of the week of a date, and the date some days later, as the API writes them.
export const mondayOf = (date: string): string => dayAfter(date, -((weekday(date) + 6) % 7));
export { dayAfter };

/// Who has most time comes first. `before` is the order on screen: nobody moves under the hand, new ones come last.
export function byHours(
  people: readonly { account: string; name: string }[],
  hours: (account: string) => Available | undefined,
  before: readonly string[],
): string[] {
  const known = new Set(before);
  const rank = (account: string) => hours(account)?.week ?? 0;
  const fresh = people
    .filter((one) => !known.has(one.account))
    .toSorted((a, b) => rank(b.account) - rank(a.account) || a.name.localeCompare(b.name))
    .map((one) => one.account);
  const here = new Set(people.map((one) => one.account));
  return [...before.filter((account) => here.has(account)), ...fresh];
}

export const hoursText = (hours: number): string => (hours > 0 && hours < 0.1 ? "<0.1 h" : `${Math.round(hours * 10) / 10} h`);

/// Whether somebody is on call now, and from when on else, out of the shifts of all rotas.
export function dutyOf(shifts: readonly OpenShift[], account: string, now: number): OpenShift | undefined {
  return shifts.filter((shift) => shift.account_id === account && shift.until_unix_ms > now).toSorted((a, b) => a.from_unix_ms - b.from_unix_ms)[0];
}
