import { expect, test } from "vitest";
import { readInline, readMarkdown, safeLink } from "./markdown";

test("reads the blocks that an article is made of", () => {
  const kinds = readMarkdown("# Printer\n\nOpen it.\nThen close it.\n\n- one\n- two\n  more\n\n1. first\n\n> said\n\n```\n<b>\n```\n---").map((b) => b.kind);
  expect(kinds).toEqual(["heading", "paragraph", "list", "list", "quote", "code", "rule"]);
});

test("reads bold, italic, code and links in a line", () => {
  expect(readInline("a **b** _c_ `d*` [e](https://x.example)")).toEqual([
    { kind: "text", text: "a " },
    { kind: "bold", parts: [{ kind: "text", text: "b" }] },
    { kind: "text", text: " " },
    { kind: "italic", parts: [{ kind: "text", text: "c" }] },
    { kind: "text", text: " " },
    { kind: "code", text: "d*" },
    { kind: "text", text: " " },
    { kind: "link", to: "https://x.example", parts: [{ kind: "text", text: "e" }] },
  ]);
  expect(readInline("snake_case_name and 2 * 3 * 4")).toEqual([{ kind: "text", text: "snake_case_name and 2 * 3 * 4" }]);
});

test("a link leads to the web, to a mailbox or into the console, and nowhere else", () => {
  expect(safeLink("/knowledge/1")).toBe("/knowledge/1");
  expect(safeLink("mailto:a@b.example")).toBeDefined();
  const lies = ["javascript:alert(1)", " JaVaScRiPt:alert(1)", "java\nscript:x", "data:text/html,x", "//evil.example"];
  const others = ["/\\evil.example", "vbscript:x", "file:///etc/passwd", "https://a\"b"];
  for (const bad of [...lies, ...others])
    expect(safeLink(bad), bad).toBeUndefined();
  expect(readInline("[x](javascript:alert(1))").every((part) => part.kind === "text")).toBe(true);
});

test("HTML is text", () => {
  expect(readMarkdown("<script>alert(1)</script>")).toEqual([{ kind: "paragraph", parts: [{ kind: "text", text: "<script>alert(1)</script>" }] }]);
});

test("hostile text of any size ends", () => {
  const hostile = [
    "*".repeat(100_000),
    "[".repeat(100_000),
    "`".repeat(99_999),
    "**a ".repeat(30_000),
    ">".repeat(100_000),
    "- ".repeat(50_000),
  ];
  for (const bad of hostile) readMarkdown(bad);
});
