// Actions of a review as people type them. Pure.
export interface ReviewActionText {
  text: string;
  owner: string;
  side: string;
  due: string;
  done_at_unix_ms: number; // 0: not yet
  done_by: string;
}

/// The lines as actions, or what is wrong with one of them.
export function actionsOf(text: string): ReviewActionText[] | string {
  const actions: ReviewActionText[] = [];
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (!line) continue;
    const [what = "", owner = "", side = "", due = ""] = line.split("|").map((part) => part.trim());
    if (!what || !owner) return `Say what and who: “${line}”.`;
    if (side && side !== "ours" && side !== "client") return `The third part is ours or client: “${line}”.`;
    if (!due) return `Say until when: “${line}”.`;
    if (!/^\d{4}-\d\d-\d\d$/.test(due)) return `A day is written as 2026-12-15: “${line}”.`;
    actions.push({ text: what, owner, side: side || "ours", due, done_at_unix_ms: 0, done_by: "" });
  }
  return actions;
}
