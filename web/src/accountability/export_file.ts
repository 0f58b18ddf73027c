// An export of the log comes in parts; joined they are one file for steward-verify.
import { call, methods } from "@/api/client";
import { download } from "@/ui/csv";

export async function saveExport(client: string, name: string): Promise<void> {
  let part = client
    ? await call(methods.beginLogExport, { client_id: client })
    : await call(methods.beginOwnLogExport, {});
  const texts = [part.text];
  while (part.next_place) {
    part = client
      ? await call(methods.readLogExport, { client_id: client, place: part.next_place })
      : await call(methods.readOwnLogExport, { place: part.next_place });
    texts.push(part.text);
  }
  download(`${fileName(name)}.steward-log`, "text/plain", texts.join(""));
}

export const fileName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "") || "log";

export const tool = "/downloads/steward-verify";

/// What the server says the tool's SHA-256 is; nothing when it offers none.
export async function toolChecksum(): Promise<string> {
  const answer = await fetch(`${tool}.sha256`, { credentials: "omit" });
  const digest = answer.ok ? (await answer.text()).slice(0, 64) : "";
  return /^[0-9a-f]{64}$/.test(digest) ? digest : "";
}
