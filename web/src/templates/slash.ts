// A "/" at the beginning of a line, and what is typed after it, names a canned reply. Pure.
import type { CannedReply } from "@/api/generated/schema";

const most = 8;

/// The word after the "/" that ends at the caret, and where the "/" stands; nothing when there is none.
export function slashAt(text: string, caret: number): { begin: number; word: string } | undefined {
  const line = text.lastIndexOf("\n", caret - 1) + 1;
  const typed = text.slice(line, caret);
  return /^\/[a-z0-9-]*$/i.test(typed) ? { begin: line, word: typed.slice(1).toLowerCase() } : undefined;
}

/// Shortcuts that begin with the word first, then names that hold it.
export function matching(replies: readonly CannedReply[], word: string): CannedReply[] {
  const first = replies.filter((reply) => reply.shortcut.startsWith(word));
  const others = replies.filter((reply) => !reply.shortcut.startsWith(word) && reply.name.toLowerCase().includes(word));
  return [...first, ...others].slice(0, most);
}
