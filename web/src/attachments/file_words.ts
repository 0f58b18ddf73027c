// What is said of a file: never more than the scanner said.
import type { Attachment } from "@/api/generated/schema";

interface Words {
  text: string;
  tone: "dim" | "good" | "warn" | "crit";
}

export function scanWords(file: Pick<Attachment, "state" | "scan" | "note">): Words {
  if (file.state === "deleted") return { text: file.note || "Deleted", tone: "dim" };
  if (file.state === "not_kept") return { text: `Not kept. ${file.note}`.trim(), tone: "warn" };
  switch (file.scan) {
    case "clean":
      return { text: "Scanned, nothing found", tone: "good" };
    case "infected":
      return { text: `Harmful: ${file.note || "the scanner found something"}. It is given to nobody.`, tone: "crit" };
    case "waiting":
      return { text: "Being scanned", tone: "dim" };
    case "failed":
      return { text: `Scan failed${file.note ? `: ${file.note}` : ""}`, tone: "warn" };
    default:
      return { text: "Not scanned: there is no scanner", tone: "dim" };
  }
}

export const toneClass = { dim: "text-dim", good: "text-ok", warn: "text-warn", crit: "text-crit" } as const;

/// Where who opened a link gets the file, for two minutes.
export const passAddress = (pass: string) => `/api/v1/file-links/${encodeURIComponent(pass)}/content`;

/// Where the browser gets the file itself; the server says that it is to be stored, never shown.
export const fileAddress = (id: string) => `/api/v1/attachments/${encodeURIComponent(id)}/content`;
