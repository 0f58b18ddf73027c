import { expect, test } from "vitest";
import { mayBePicture, pictureFace, showsAtOnce } from "./picture_words";

const file = (more: object = {}) => ({ type: "image/png", size_bytes: "1000", scan: "clean", source: "mail", allowed_actions: ["download"], ...more });
const bytes = (text: string) => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const png = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10\0\0\0\x20\x08\x06\0\0\0";

test("a picture is what its bytes say, not its name", () => {
  expect(pictureFace(bytes(png))).toEqual({ type: "image/png", width: 16, height: 32 });
  expect(pictureFace(bytes("GIF89a\x05\0\x06\0......"))).toEqual({ type: "image/gif", width: 5, height: 6 });
  expect(pictureFace(bytes("\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\0\x07\0\x09\x03..."))).toEqual({ type: "image/jpeg", width: 9, height: 7 });
  const others = ["<svg onload=alert(1)>", "<html>", "", "\xff\xd8", "GIF89", "RIFF....WEBPVP9 ................"];
  for (const other of others) expect(pictureFace(bytes(other))).toBeUndefined();
});

test("a picture bomb is not decoded", () => {
  expect(pictureFace(bytes(png.replace("\0\0\0\x10\0\0\0\x20", "\0\xff\xff\xff\0\xff\xff\xff")))).toBeUndefined();
});

test("only harmless kinds that may be downloaded are shown, and at once only what came with a mail", () => {
  expect(mayBePicture(file())).toBe(true);
  expect(["image/svg+xml", "text/html", "image/tiff", "application/pdf"].filter((type) => mayBePicture(file({ type })))).toEqual([]);
  expect(mayBePicture(file({ allowed_actions: [] }))).toBe(false);
  expect(showsAtOnce(file({ source: "upload" }))).toBe(false);
  expect(showsAtOnce(file({ size_bytes: "3000000" }))).toBe(false);
});
