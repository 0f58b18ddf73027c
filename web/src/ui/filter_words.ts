// What may be typed next: keys while a word begins, values once its key is known. Pure.
export interface FilterKey {
  key: string;
  hint: string;
  values?: readonly string[];
  numeric?: boolean; // written with > or <
}
export interface Suggestion {
  text: string; // what the word becomes
  hint: string;
  open: boolean; // more is to be typed
}

/// The word around the caret: where it begins and ends, and its text.
export function wordAt(text: string, caret: number): { from: number; to: number; word: string } {
  let from = caret;
  const before = text.slice(0, caret);
  const quotes = before.split('"').length - 1;
  if (quotes % 2 === 1) from = before.lastIndexOf('"');
  while (from > 0 && !/\s/.test(text[from - 1])) from -= 1;
  let to = caret;
  while (to < text.length && !/\s/.test(text[to])) to += 1;
  return { from, to, word: text.slice(from, to) };
}

export function suggest(text: string, caret: number, keys: readonly FilterKey[], most = 8): Suggestion[] {
  const { word } = wordAt(text, caret);
  const minus = word.startsWith("-") ? "-" : "";
  const bare = word.slice(minus.length).toLowerCase();
  const colon = bare.indexOf(":");
  if (colon < 0) {
    return keys
      .filter((key) => key.key.startsWith(bare))
      .slice(0, most)
      .map((key) => ({ text: `${minus}${key.key}${key.numeric ? ">" : ":"}`, hint: key.hint, open: true }));
  }
  const key = keys.find((one) => one.key === bare.slice(0, colon));
  const begun = bare.slice(colon + 1).replaceAll('"', "");
  const values = key?.values ?? [];
  const starts = values.filter((value) => value.toLowerCase().startsWith(begun));
  const contains = values.filter((value) => !value.toLowerCase().startsWith(begun) && value.toLowerCase().includes(begun));
  return [...starts, ...contains]
    .filter((value) => value.toLowerCase() !== begun)
    .slice(0, most)
    .map((value) => ({ text: `${minus}${key?.key}:${/[\s",]/.test(value) ? `"${value}"` : value}`, hint: "", open: false }));
}

/// `text` with the word at `caret` replaced, and where the caret is then.
export function accept(text: string, caret: number, suggestion: Suggestion): { text: string; caret: number } {
  const { from, to } = wordAt(text, caret);
  const insert = suggestion.open ? suggestion.text : `${suggestion.text} `;
  const rest = suggestion.open ? text.slice(to) : text.slice(to).replace(/^\s+/, "");
  return { text: text.slice(0, from) + insert + rest, caret: from + insert.length };
}
