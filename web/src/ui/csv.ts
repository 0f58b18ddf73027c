// RFC 4180 with a guard against formulas in spreadsheets, and files made in the browser.
type Cell = string | number | boolean | null | undefined;

export function csvCell(value: Cell): string {
  if (value === null || value === undefined || (typeof value === "number" && Number.isNaN(value))) return "";
  let text = String(value);
  if (typeof value === "string" && /^[=+\-@\t\r]/.test(text)) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export function csvOf(header: readonly string[], rows: Iterable<readonly Cell[]>): string {
  const lines = [header.map(csvCell).join(",")];
  for (const row of rows) lines.push(row.map(csvCell).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

/// Bytes of the API (base64) as a file that is saved, never shown: whatever their sender says they are.
export function saveBytes(name: string, base64: string) {
  save(name, "application/octet-stream", Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0)));
}

export const download = (name: string, type: string, content: string) => save(name, type, content);

function save(name: string, type: string, content: BlobPart) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

export const isoTime = (at: number): string => (at ? new Date(at).toISOString() : "");
