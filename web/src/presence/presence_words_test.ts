import { expect, test } from "vitest";
import { presenceWords } from "./presence_words";

const one = (name: string, doing: string) => ({ account_id: name, name, doing, since_unix_ms: 1 });

test("who writes is named before who looks", () => {
  expect(presenceWords([])).toBeUndefined();
  expect(presenceWords([one("Ana", "looking")])).toEqual({ text: "Ana has this ticket open.", writing: false });
  expect(presenceWords([one("Ben", "looking"), one("Ana", "writing")])).toEqual({ text: "Ana is answering this ticket.", writing: true });
  expect(presenceWords([one("Ana", "writing"), one("Ben", "writing"), one("Cy", "writing")])?.text).toBe(
    "Ana, Ben and Cy are answering this ticket.",
  );
});
