// A text with what matched in it: the server says where, nothing here is HTML.
import type { Range } from "@/api/generated/schema";

export interface Piece {
  text: string;
  marked: boolean;
}

/// Ranges in order, none reaching into the next; what lies outside of the text is cut.
export function piecesOf(text: string, ranges: readonly Range[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const add = (end: number, marked: boolean) => {
    if (end > at) pieces.push({ text: text.slice(at, end), marked });
    at = Math.max(at, end);
  };
  for (const range of ranges) {
    add(Math.min(range.begin, text.length), false);
    add(Math.min(range.end, text.length), true);
  }
  add(text.length, false);
  return pieces;
}

export function Marked({ text, ranges }: { text: string; ranges: readonly Range[] }) {
  return piecesOf(text, ranges).map((piece, index) =>
    piece.marked ? (
      <mark key={index} className="rounded-xs bg-note-bg font-medium text-ink underline decoration-note-line decoration-2 underline-offset-2">
        {piece.text}
      </mark>
    ) : (
      <span key={index}>{piece.text}</span>
    ),
  );
}
