// Which columns of a list are shown, and in which order. The address says it when it differs from the person's usual
// ones, which this browser keeps; a saved view names its own.
import type { Column } from "./grid_columns";

/// Keys from the address or the store, in the order given; unknown ones are dropped. Undefined: nothing was said.
export function readColumns(text: string, known: readonly string[]): string[] | undefined {
  const keys = [...new Set(text.split(","))].filter((key) => known.includes(key));
  return keys.length > 0 ? keys : undefined;
}

export function columnsShown<Row>(all: readonly Column<Row>[], keys: readonly string[]): Column<Row>[] {
  return keys.map((key) => all.find((column) => column.key === key)).filter((column) => column !== undefined);
}

/// `keys` with one shown or hidden; what comes back takes its shipped place among those that are shown.
export function toggled(keys: readonly string[], key: string, known: readonly string[]): string[] {
  if (keys.includes(key)) return keys.filter((one) => one !== key);
  const before = known.slice(0, known.indexOf(key)).findLast((one) => keys.includes(one));
  const at = before === undefined ? 0 : keys.indexOf(before) + 1;
  return [...keys.slice(0, at), key, ...keys.slice(at)];
}

/// One step up or down; at an end it stays.
export function movedBy(keys: readonly string[], key: string, by: number): string[] {
  const at = keys.indexOf(key),
    to = at + by;
  if (at < 0 || to < 0 || to >= keys.length) return [...keys];
  const next = keys.filter((one) => one !== key);
  next.splice(to, 0, key);
  return next;
}

const nameOf = (list: string) => `steward.columns.${list}`;
export function usualColumns(list: string, known: readonly string[], shipped: readonly string[]): string[] {
  try {
    return readColumns(localStorage.getItem(nameOf(list)) ?? "", known) ?? [...shipped];
  } catch {
    return [...shipped];
  }
}

export function keepColumns(list: string, keys: readonly string[]) {
  try {
    localStorage.setItem(nameOf(list), keys.join(","));
  } catch {
    // Without storage the address still holds them.
  }
}
