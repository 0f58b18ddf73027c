// What a job wrote on a machine: pages of it put together, as plain text. Pure.
export interface Read {
  text: string;
  next: string; // where the server goes on
  complete: boolean;
  skipped: boolean; // what stands before was left out, to keep the page light
}
export const nothingRead: Read = { text: "", next: "0", complete: false, skipped: false };

interface Answer {
  text: string;
  offset: string;
  next_offset: string;
  complete: boolean;
}

/// An answer that does not go on where the last one ended is not added: it was asked for twice.
export function withAnswer(read: Read, answer: Answer, most: number): Read {
  if (answer.offset !== read.next) return read;
  const whole = read.text + answer.text;
  const cut = whole.length > most;
  const from = cut ? whole.indexOf("\n", whole.length - most) + 1 || whole.length - most : 0;
  return { text: whole.slice(from), next: answer.next_offset, complete: answer.complete, skipped: read.skipped || cut };
}

// Bytes that mean something to a terminal and nothing to a reader: colours, cursor moves, bells. Text that turns its direction
// around could make a line read as another one.
// oxlint-disable-next-line no-control-regex -- what a program writes is cleaned of them here
const escapes = new RegExp("\\u001b\\[[0-9;?]*[ -/]*[@-~]|\\u001b\\][^\\u0007\\u001b]*(?:\\u0007|\\u001b\\\\)", "g");
// oxlint-disable-next-line no-control-regex -- the same
const unseen = new RegExp("[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]", "g");
export const plainText = (text: string): string => text.replaceAll("\r\n", "\n").replaceAll(escapes, "").replaceAll(unseen, "\u00b7");
