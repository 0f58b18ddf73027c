// Which key stands for which: a person may swap two single keys, or the letters after "g". A swap
// never leaves a command without a key and never gives one key to two commands.
export type KeyMap = Readonly<Record<string, string>>;

export const presentKeys = (map: KeyMap, usual: string): string => map[usual] ?? usual;

/// Keys with a meaning of their own stay where they are.
const fixed =
  /^(Escape|Enter|Tab| |\?|g|Home|End|PageUp|PageDown|Arrow.*|F\d+|Shift|Control|Alt|Meta|CapsLock|Dead|Process|Unidentified|Backspace|Delete)$/;
export const canChange = (keys: string): boolean => keys.startsWith("g ") || !fixed.test(keys);

const sequence = (keys: string) => keys.startsWith("g ");

/// After `usual` was given the key `wanted`: whoever had it takes the old one. Undefined: not possible.
export function swapped(map: KeyMap, usual: string, wanted: string): KeyMap | undefined {
  const next = sequence(usual) ? `g ${wanted}` : wanted;
  if (!canChange(usual) || fixed.test(wanted)) return undefined;
  const before = presentKeys(map, usual);
  const holder = Object.keys(map).find((name) => map[name] === next) ?? next;
  const all = { ...map, [usual]: next, [holder]: before };
  all[usual] = next;
  return Object.fromEntries(Object.entries(all).filter(([name, keys]) => name !== keys));
}

/// The map as the account keeps it. Only whole swaps: every key is given once and taken once.
export function keyMapOf(changes: readonly { usual: string; now: string }[]): KeyMap {
  const fit = changes.filter(({ usual }) => canChange(usual));
  const names = new Set(fit.map(({ usual }) => usual));
  return fit.every(({ now }) => names.delete(now)) ? Object.fromEntries(fit.map(({ usual, now }) => [usual, now])) : {};
}
export const changesOf = (map: KeyMap): { usual: string; now: string }[] => Object.entries(map).map(([usual, now]) => ({ usual, now }));
