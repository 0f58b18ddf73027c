// Our Markdown: headings, paragraphs, lists, quotes, code, rules; in a line bold, italic, code and links. No HTML: a "<" is a "<".
// Links lead to http, https, mailto or into this console, anything else stays text. Total; its work grows with the text's length.

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "code"; text: string }
  | { kind: "bold" | "italic"; parts: Inline[] }
  | { kind: "link"; to: string; parts: Inline[] };

export type Block =
  | { kind: "heading"; level: number; parts: Inline[] }
  | { kind: "paragraph"; parts: Inline[] }
  | { kind: "list"; ordered: boolean; items: Inline[][] }
  | { kind: "quote"; parts: Inline[] }
  | { kind: "code"; text: string }
  | { kind: "rule" };

const deepest = 4;
const longestSpan = 2000; // a mark without its end is looked for no further

/// Where a link may lead; nothing: it stays text.
export function safeLink(address: string): string | undefined {
  const to = address.trim();
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0020\\<>"]/.test(to)) return undefined;
  if (/^(https?:\/\/|mailto:)/i.test(to)) return to;
  return /^\/(?!\/)/.test(to) ? to : undefined;
}

const closing = (text: string, mark: string, from: number): number => {
  const at = text.slice(from, from + longestSpan).indexOf(mark);
  return at < 0 ? -1 : from + at;
};

export function readInline(text: string, depth = 0): Inline[] {
  const parts: Inline[] = [];
  let plain = "";
  const flush = () => {
    if (plain) parts.push({ kind: "text", text: plain });
    plain = "";
  };
  for (let i = 0; i < text.length; ) {
    const rest = text[i];
    if (rest === "\\" && i + 1 < text.length && /[\\`*_[\]()#>-]/.test(text[i + 1])) {
      plain += text[i + 1];
      i += 2;
    } else if (rest === "`") {
      const end = closing(text, "`", i + 1);
      if (end > i + 1) {
        flush();
        parts.push({ kind: "code", text: text.slice(i + 1, end) });
        i = end + 1;
      } else plain += text[i++];
    } else if (depth < deepest && (text.startsWith("**", i) || rest === "*" || (rest === "_" && !/\w/.test(text[i - 1] ?? "")))) {
      const mark = text.startsWith("**", i) ? "**" : rest;
      const end = closing(text, mark, i + mark.length);
      const inside = end < 0 ? "" : text.slice(i + mark.length, end);
      if (inside && !/^\s|\s$/.test(inside)) {
        flush();
        parts.push({ kind: mark === "**" ? "bold" : "italic", parts: readInline(inside, depth + 1) });
        i = end + mark.length;
      } else {
        plain += mark;
        i += mark.length;
      }
    } else if (rest === "[" && depth < deepest) {
      const middle = closing(text, "](", i + 1);
      const end = middle < 0 ? -1 : closing(text, ")", middle + 2);
      const to = end < 0 ? undefined : safeLink(text.slice(middle + 2, end));
      if (to) {
        flush();
        parts.push({ kind: "link", to, parts: readInline(text.slice(i + 1, middle), depth + 1) });
        i = end + 1;
      } else plain += text[i++];
    } else {
      plain += text[i++];
    }
  }
  flush();
  return parts;
}

const bullet = /^\s{0,3}[-*+]\s+(.*)$/;
const numbered = /^\s{0,3}\d{1,4}[.)]\s+(.*)$/;
const heading = /^(#{1,4})\s+(.*?)\s*#*$/;
const rule = /^\s{0,3}(-{3,}|\*{3,}|_{3,})\s*$/;
const begins = (line: string) => bullet.test(line) || numbered.test(line) || heading.test(line) || line.startsWith(">") || line.startsWith("```");

export function readMarkdown(text: string): Block[] {
  const lines = text.replaceAll("\r\n", "\n").split("\n");
  const blocks: Block[] = [];
  let i = 0;
  const take = (more: (line: string) => boolean): string[] => {
    const taken: string[] = [];
    while (i < lines.length && more(lines[i])) taken.push(lines[i++]);
    return taken;
  };
  while (i < lines.length) {
    const line = lines[i];
    const title = heading.exec(line);
    if (!line.trim()) i++;
    else if (line.startsWith("```")) {
      i++;
      blocks.push({ kind: "code", text: take((one) => !one.startsWith("```")).join("\n") });
      i++;
    } else if (title) {
      blocks.push({ kind: "heading", level: title[1].length, parts: readInline(title[2]) });
      i++;
    } else if (rule.test(line)) {
      blocks.push({ kind: "rule" });
      i++;
    } else if (line.startsWith(">")) {
      const said = take((one) => one.startsWith(">")).map((one) => one.replace(/^>\s?/, ""));
      blocks.push({ kind: "quote", parts: readInline(said.join("\n")) });
    } else if (bullet.test(line) || numbered.test(line)) {
      const ordered = !bullet.test(line);
      const shape = ordered ? numbered : bullet;
      const items: string[] = [];
      while (i < lines.length) {
        const item = shape.exec(lines[i]);
        // A line that is moved in belongs to the item above.
        if (item) items.push(item[1]);
        else if (/^\s{2,}\S/.test(lines[i]) && items.length > 0) items[items.length - 1] += `\n${lines[i].trim()}`;
        else break;
        i++;
      }
      blocks.push({ kind: "list", ordered, items: items.map((item) => readInline(item)) });
    } else {
      const first = lines[i++];
      const more = take((one) => Boolean(one.trim()) && !begins(one) && !rule.test(one));
      blocks.push({ kind: "paragraph", parts: readInline([first, ...more].join("\n")) });
    }
  }
  return blocks;
}
