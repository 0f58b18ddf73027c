// The filter language of every list; the same as server/platform/filter/filter.h:
//   word "two words"   key:value  key:a,b  key:*part*   key>90 key<=5   seen<5m   -term
export type Comparison = ":" | "<" | "<=" | ">" | ">=";
export interface Term {
  negated: boolean;
  key: string; // lower case; empty for free text
  comparison: Comparison;
  values: string[];
}

const token = /(-?)(?:([a-z_]+)(:|>=|<=|>|<))?((?:"[^"]*"|[^\s",]+)(?:,(?:"[^"]*"|[^\s",]+))*)/gi;
const unquoted = (text: string) => (text.startsWith('"') ? text.slice(1, -1) : text);

export function parseFilter(text: string): Term[] {
  const terms: Term[] = [];
  for (const [, minus, key, comparison, rest] of text.matchAll(token)) {
    const values = key ? (rest.match(/"[^"]*"|[^,]+/g) ?? []).map(unquoted) : [unquoted(rest)];
    terms.push({ negated: minus === "-", key: key?.toLowerCase() ?? "", comparison: (comparison as Comparison) ?? ":", values });
  }
  return terms;
}

/// A value as it must be written in a filter.
export const quoted = (value: string): string => (/[\s",]/.test(value) || value === "" ? `"${value.replaceAll('"', "")}"` : value);
export const termText = (key: string, value: string): string => `${key}:${quoted(value)}`;

/// `text` with the term for `key` replaced by `value` (removed when empty); other words stay.
export function withTerm(text: string, key: string, value: string): string {
  const others = (text.match(/\S*"[^"]*"\S*|\S+/g) ?? []).filter((word) => !word.toLowerCase().startsWith(`${key}:`));
  return [...others, ...(value ? [termText(key, value)] : [])].join(" ");
}

/// "acme*" as a test without case; without a star it is equality.
export function textTest(pattern: string): (text: string) => boolean {
  const wanted = pattern.toLowerCase();
  if (!wanted.includes("*")) return (text) => text === wanted;
  const parts = wanted.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const expression = new RegExp(`^${parts.join(".*")}$`, "s");
  return (text) => expression.test(text);
}

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
/// "5m" in milliseconds; undefined when it is not an age.
export function ageOf(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)([smhdw])$/i.exec(text);
  return match ? Number(match[1]) * units[match[2].toLowerCase()] : undefined;
}

export function compare(comparison: Comparison, left: number, right: number): boolean {
  switch (comparison) {
    case ":":
      return left === right;
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
  }
}
