import { expect, test } from "vitest";
import { fileAddress, scanWords } from "./file_words";

const file = (state: string, scan: string, note = "") => ({ state, scan, note });

test("only what a scanner called clean is green", () => {
  const green = ["clean", "not_scanned", "waiting", "failed", "infected", "something new"].filter(
    (scan) => scanWords(file("kept", scan)).tone === "good",
  );
  expect(green).toEqual(["clean"]);
  expect(scanWords(file("deleted", "clean")).tone).toBe("dim");
});

test("what was found and what was not kept is said", () => {
  expect(scanWords(file("kept", "infected", "Eicar")).text).toContain("Eicar");
  expect(scanWords(file("not_kept", "not_scanned", "It has more than 25 MiB.")).text).toBe("Not kept. It has more than 25 MiB.");
});

test("an id cannot lead anywhere else", () => {
  expect(fileAddress("../../x?y")).toBe("/api/v1/attachments/..%2F..%2Fx%3Fy/content");
});
