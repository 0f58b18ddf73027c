// Which files are shown as pictures, and what their first bytes must say. Neither a name nor a declared type is believed.
import type { Attachment } from "@/api/generated/schema";

const mostShown = 8 * 2 ** 20,
  mostAtOnce = 2 * 2 ** 20,
  mostPixels = 40_000_000;

type File = Pick<Attachment, "type" | "size_bytes" | "scan" | "source" | "allowed_actions">;

/// Of those kinds that a browser draws and that hold no script; only what may be downloaded.
export const mayBePicture = (file: File): boolean =>
  /^image\/(png|jpeg|jpg|gif|webp)$/.test(file.type) &&
  file.allowed_actions.includes("download") &&
  Number(file.size_bytes) <= mostShown &&
  file.scan !== "failed";

/// What came with a mail is looked at with the mail; what is large waits until somebody asks.
export const showsAtOnce = (file: File): boolean => mayBePicture(file) && file.source === "mail" && Number(file.size_bytes) <= mostAtOnce;

export interface PictureFace {
  type: string;
  width: number;
  height: number;
}

/// What the bytes say they are; undefined: none of the four, or more pixels than a screen will ever need.
export function pictureFace(bytes: Uint8Array): PictureFace | undefined {
  const face = png(bytes) ?? gif(bytes) ?? jpeg(bytes) ?? webp(bytes);
  return face && face.width > 0 && face.height > 0 && face.width * face.height <= mostPixels ? face : undefined;
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const says = (bytes: Uint8Array, at: number, text: string) =>
  bytes.length >= at + text.length && Array.from(text).every((letter, i) => bytes[at + i] === letter.charCodeAt(0));

function png(bytes: Uint8Array): PictureFace | undefined {
  if (bytes.length < 24 || !says(bytes, 0, "\x89PNG\r\n\x1a\n") || !says(bytes, 12, "IHDR")) return undefined;
  return { type: "image/png", width: view(bytes).getUint32(16), height: view(bytes).getUint32(20) };
}

function gif(bytes: Uint8Array): PictureFace | undefined {
  if (bytes.length < 10 || !(says(bytes, 0, "GIF87a") || says(bytes, 0, "GIF89a"))) return undefined;
  return { type: "image/gif", width: view(bytes).getUint16(6, true), height: view(bytes).getUint16(8, true) };
}

function jpeg(bytes: Uint8Array): PictureFace | undefined {
  if (bytes.length < 4 || bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
  for (let at = 2; at + 9 < bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker))
      return { type: "image/jpeg", width: view(bytes).getUint16(at + 7), height: view(bytes).getUint16(at + 5) };
    at += 2 + view(bytes).getUint16(at + 2);
  }
  return undefined;
}

function webp(bytes: Uint8Array): PictureFace | undefined {
  if (bytes.length < 30 || !says(bytes, 0, "RIFF") || !says(bytes, 8, "WEBP")) return undefined;
  const data = view(bytes);
  const face = (width: number, height: number) => ({ type: "image/webp", width, height });
  if (says(bytes, 12, "VP8X")) return face(1 + (data.getUint32(24, true) & 0xffffff), 1 + (data.getUint32(26, true) >>> 8));
  if (says(bytes, 12, "VP8L")) {
    const bits = data.getUint32(21, true);
    return face(1 + (bits & 0x3fff), 1 + ((bits >> 14) & 0x3fff));
  }
  if (says(bytes, 12, "VP8 ")) return face(data.getUint16(26, true) & 0x3fff, data.getUint16(28, true) & 0x3fff);
  return undefined;
}
