// What time it is at the server: promises end by its clock, not by that of a laptop that is ten minutes slow.
let ahead = 0; // the server before this machine, ms

const worthIt = 5_000; // less is the way of the answer and the whole seconds of the header

/// Of an answer's head; `asked` is when it was asked for.
export function heardTime(date: string | null, asked: number, now = Date.now()): void {
  const at = date ? Date.parse(date) : NaN;
  if (Number.isNaN(at)) return;
  const off = at + 500 - (asked + now) / 2;
  ahead = Math.abs(off) < worthIt ? 0 : off;
}

export const serverNow = (): number => Date.now() + ahead;
