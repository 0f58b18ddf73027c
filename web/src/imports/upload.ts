// One file on its way to the server: part by part, so that progress is true and a lost connection costs one part.
import { call, callWithBytes, methods } from "@/api/client";
import type { Import } from "@/api/generated/schema";
import { asProblem, unreachable } from "@/api/problem";

const partBytes = 512 * 1024;
const mostTries = 4;

export async function uploadImport(file: File, progress: (done: number) => void): Promise<Import> {
  const begun = await call(methods.createImport, { name: file.name, size_bytes: String(file.size) });
  let last = begun;
  for (let at = 0; at < file.size; at += partBytes) {
    const end = Math.min(at + partBytes, file.size);
    last = await sendPart({ import_id: begun.import_id, offset: String(at) }, file.slice(at, end));
    progress(end / file.size);
  }
  return last;
}

// The same part again is the same part to the server.
async function sendPart(request: { import_id: string; offset: string }, bytes: Blob): Promise<Import> {
  for (let tries = 1; ; ++tries) {
    try {
      return await callWithBytes(methods.putImportPart, request, bytes);
    } catch (error) {
      if (tries === mostTries || asProblem(error).code !== unreachable) throw error;
      await new Promise((then) => setTimeout(then, 500 * 2 ** tries));
    }
  }
}
