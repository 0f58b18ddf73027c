// The windows of a policy, as people say them. The server writes "Mo Tu We 22:00 for 240 minutes, Europe/Berlin".
const days = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const names: Record<string, string> = { Mo: "Mon", Tu: "Tue", We: "Wed", Th: "Thu", Fr: "Fri", Sa: "Sat", Su: "Sun" };
const minutesADay = 1440;

const two = (value: number) => String(value).padStart(2, "0");

/// "Mon to Fri", "Sat and Sun", "every day".
function dayWords(found: readonly string[]): string {
  if (found.length === days.length) return "every day";
  const places = found.map((day) => days.indexOf(day));
  const isRun = found.length > 2 && places.every((place, index) => index === 0 || place === places[index - 1] + 1);
  if (isRun) return `${names[found[0]]} to ${names[found[found.length - 1]]}`;
  const all = found.map((day) => names[day]);
  return all.length > 1 ? `${all.slice(0, -1).join(", ")} and ${all[all.length - 1]}` : all[0];
}

/// What cannot be read is shown as it came.
export function windowWords(text: string): string {
  const match = /^((?:Mo|Tu|We|Th|Fr|Sa|Su)(?: (?:Mo|Tu|We|Th|Fr|Sa|Su))*) (\d\d):(\d\d) for (\d+) minutes, (.+)$/.exec(text);
  if (!match) return text;
  const [, found, hour, minute, length, zone] = match;
  const begins = Number(hour) * 60 + Number(minute);
  const on = dayWords(found.split(" "));
  if (Number(length) >= minutesADay) return `${on}, all day, ${zone}`;
  const ends = (begins + Number(length)) % minutesADay;
  return `${on}, ${hour}:${minute} to ${two(Math.floor(ends / 60))}:${two(ends % 60)}, ${zone}`;
}

const triggers: Record<string, string> = {
  schedule: "By itself, within its windows",
  condition: "When an alert of these checks comes",
  manual: "When somebody asks for it here",
  person: "When somebody asks for it with a passkey",
};
export const triggerWords = (trigger: string): string => triggers[trigger] ?? (trigger || "not known");
