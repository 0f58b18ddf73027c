// Numbers, sizes and spans for people, in the viewer's language. All functions are pure.
const locale = () => (typeof navigator === "undefined" ? "en" : navigator.language);
const cache = new Map<string, Intl.NumberFormat>();

function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = JSON.stringify(options);
  const known = cache.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale(), options);
  cache.set(key, made);
  return made;
}

// Making one takes hundreds of times as long as asking it: a list shows dozens of times each second.
const timeCache = new Map<string, Intl.DateTimeFormat>();

function times(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const known = timeCache.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale(), options);
  timeCache.set(key, made);
  return made;
}

/// The person travelled, or changed the system's time zone: times are told in the new one from now on.
/// A browser knows the new zone at once, what it made before keeps the old one.
export function forgetTimeZone() {
  timeCache.clear();
}

export function count(value: number): string {
  return numbers({ maximumFractionDigits: 0 }).format(value);
}

const plural = new Intl.PluralRules("en");
/// "1 device", "12 devices": both forms are given, so that a translation can replace them.
export function counted(value: number, one: string, many: string): string {
  return `${count(value)} ${plural.select(value) === "one" ? one : many}`;
}

export function decimal(value: number, digits = 1): string {
  return numbers({ maximumFractionDigits: digits }).format(value);
}

const sizes = ["B", "kB", "MB", "GB", "TB", "PB"],
  binarySizes = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];
export function bytes(value: number, base = 1000): string {
  let step = 0;
  let rest = Math.abs(value);
  while (rest >= base && step < sizes.length - 1) {
    rest /= base;
    step += 1;
  }
  return `${value < 0 ? "-" : ""}${decimal(rest, rest >= 100 || step === 0 ? 0 : 1)} ${(base === 1024 ? binarySizes : sizes)[step]}`;
}

/// A measured value with its unit, as short as it can be said.
export function measured(value: number | null | undefined, unit: string): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "no value";
  if (unit === "bytes" || unit === "B") return bytes(value, 1024);
  if (unit === "bytes/s" || unit === "B/s" || unit === "bytes_per_second") return `${bytes(value)}/s`;
  if (unit === "percent" || unit === "%") return `${decimal(value, value < 10 ? 1 : 0)} %`;
  if (unit === "seconds" || unit === "s") return Math.abs(value) < 120 ? `${decimal(value, 2)} s` : span(value * 1000);
  if (unit === "bits/s") return `${bytes(value).replace("B", "bit")}/s`;
  const number = decimal(value, Math.abs(value) < 10 ? 2 : 1);
  return unit && unit !== "1" && unit !== "count" ? `${number} ${unit}` : number;
}

const second = 1000,
  minute = 60 * second,
  hour = 60 * minute,
  day = 24 * hour;
/// "45 s", "12 min", "3 h", "5 d": one unit, rounded down.
export function span(milliseconds: number): string {
  const value = Math.max(0, milliseconds);
  if (value < minute) return `${Math.floor(value / second)} s`;
  if (value < hour) return `${Math.floor(value / minute)} min`;
  if (value < 2 * day) return `${Math.floor(value / hour)} h`;
  return `${Math.floor(value / day)} d`;
}

export function exactTime(at: number, zone?: string): string {
  return times({ dateStyle: "medium", timeStyle: "medium", timeZone: zone }).format(at);
}

export function shortTime(at: number, now: number): string {
  const near = Math.abs(now - at) < 20 * hour;
  return times(
    near ? { hour: "2-digit", minute: "2-digit" } : { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  ).format(at);
}

export function dayOf(at: number): string {
  return times({ dateStyle: "medium" }).format(at);
}

/// "Mon 30"
export function weekdayOf(at: number): string {
  return times({ weekday: "short", day: "numeric" }).format(at);
}

/// "snake_case" from the API as words, when no better label is known.
export function words(name: string): string {
  const text = name.replaceAll("_", " ").trim();
  return text ? text[0].toUpperCase() + text.slice(1) : text;
}

/// As an input of the type datetime-local takes it.
export function localInput(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
}
