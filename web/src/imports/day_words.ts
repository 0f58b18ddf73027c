// Dates of a file that can be read in two ways.
const parts = (text: string) => /^\s*(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})/.exec(text);

/// Whether the day and the month of this could be either way round.
export const twoWays = (text: string): boolean => {
  const found = parts(text);
  return found !== null && Number(found[1]) <= 12 && Number(found[2]) <= 12 && found[1] !== found[2];
};

/// "3 April 2024", read in this order.
export function dayIn(text: string, order: string): string {
  const found = parts(text);
  if (!found) return text;
  const first = Number(found[1]),
    second = Number(found[2]),
    year = Number(found[3]);
  const [day, month] = order === "MDY" ? [second, first] : [first, second];
  const name = new Date(Date.UTC(2024, month - 1, 1)).toLocaleString("en", { month: "long", timeZone: "UTC" });
  return `${day} ${name} ${year < 100 ? 2000 + year : year}`;
}
