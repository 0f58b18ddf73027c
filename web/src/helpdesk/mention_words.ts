// "@" and the beginning of a colleague's name, where one is writing. Pure.
import type { Assignee } from "@/api/generated/schema";

const most = 6;

/// The word after the "@" that ends at the caret, and where the "@" stands. An address like a@b names nobody.
export function mentionAt(text: string, caret: number): { begin: number; word: string } | undefined {
  const typed = text.slice(0, caret);
  const begin = typed.lastIndexOf("@");
  if (begin < 0 || (begin > 0 && /[\p{L}\p{N}._-]/u.test(typed[begin - 1]))) return undefined;
  const word = typed.slice(begin + 1);
  return /^[\p{L}\p{N}.-]{0,40}$/u.test(word) ? { begin, word: word.toLowerCase() } : undefined;
}

/// Names of which a word begins like this; the first word first.
export function namesFor(people: readonly Pick<Assignee, "account_id" | "name">[], word: string): Pick<Assignee, "account_id" | "name">[] {
  const names = (name: string) => name.toLowerCase().split(/\s+/);
  const begins = people.filter((one) => one.name.toLowerCase().startsWith(word));
  const others = people.filter((one) => !begins.includes(one) && names(one.name).some((part) => part.startsWith(word)));
  return [...begins, ...others].slice(0, most);
}
