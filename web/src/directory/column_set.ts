// Which columns the device list shows. The address says it when it differs from the person's usual set.
const stored = "steward.device_columns";

/// Keys from the address or the store, in the order of `known`; unknown ones are dropped.
export function readColumns(text: string, known: readonly string[]): string[] | undefined {
  const wanted = new Set(text.split(",").filter(Boolean));
  const keys = known.filter((key) => wanted.has(key));
  return keys.length > 0 ? keys : undefined;
}

export function usualColumns(known: readonly string[], shipped: readonly string[]): string[] {
  try {
    return readColumns(localStorage.getItem(stored) ?? "", known) ?? [...shipped];
  } catch {
    return [...shipped];
  }
}

export function keepColumns(keys: readonly string[]) {
  try {
    localStorage.setItem(stored, keys.join(","));
  } catch {
    // Without storage the address still holds them.
  }
}
