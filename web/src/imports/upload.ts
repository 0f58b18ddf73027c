// One file on its way to the server: part by part, so that progress is true and a lost connection costs one part.
import { call, callWithBytes, methods } from "@/api/client";
import type { Import } from "@/api/generated/schema";
import { asProblem, unreachable } from "@/api/problem";

const partBytes = 512 * 1024;
const mostTries = 4;

/// Stopped by `signal`, nothing of it stays on the server.
export async function uploadImport(file: File, progress: (done: number) => void, signal: AbortSignal): Promise<Import> {
  const begun = await call(methods.createImport, { name: file.name, size_bytes: String(file.size) });
  let last = begun;
  try {
    for (let at = 0; at < file.size; at += partBytes) {
      const end = Math.min(at + partBytes, file.size);
      last = await sendPart({ import_id: begun.import_id, offset: String(at) }, file.slice(at, end), signal);
      progress(end / file.size);
    }
  } catch (error) {
    if (signal.aborted) await call(methods.deleteImport, { import_id: begun.import_id }).catch(() => {});
    throw error;
  }
  return last;
}

// The same part again is the same part to the server.
async function sendPart(request: { import_id: string; offset: string }, bytes: Blob, signal: AbortSignal): Promise<Import> {
  for (let tries = 1; ; ++tries) {
    try {
      return await callWithBytes(methods.putImportPart, request, bytes, { signal });
    } catch (error) {
      if (signal.aborted || tries === mostTries || asProblem(error).code !== unreachable) throw error;
      await new Promise((then) => setTimeout(then, 500 * 2 ** tries));
    }
  }
}
