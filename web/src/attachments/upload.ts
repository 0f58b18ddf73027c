// One file on its way to the server: part by part, so that progress is true and a lost connection costs one part.
import { call, callWithBytes, methods } from "@/api/client";
import type { Attachment } from "@/api/generated/schema";
import { asProblem, unreachable } from "@/api/problem";

const partBytes = 512 * 1024;
const mostTries = 4;

export async function upload(ticketId: string, file: File, progress: (done: number) => void, signal: AbortSignal): Promise<Attachment> {
  const begun = await call(
    methods.createAttachment,
    { ticket_id: ticketId, name: file.name || "pasted.png", type: file.type, size_bytes: String(file.size) },
    { signal },
  );
  const ids = { attachment_id: begun.attachment_id };
  try {
    let at = 0;
    let last = begun;
    do {
      const end = Math.min(at + partBytes, file.size);
      last = await sendPart({ ...ids, offset: String(at) }, file.slice(at, end), signal);
      at = end;
      progress(file.size ? at / file.size : 1);
    } while (at < file.size);
    return last;
  } catch (error) {
    void giveUp(begun.attachment_id);
    throw error;
  }
}

// The same part again is the same part to the server.
async function sendPart(request: { attachment_id: string; offset: string }, bytes: Blob, signal: AbortSignal): Promise<Attachment> {
  for (let tries = 1; ; ++tries) {
    try {
      return await callWithBytes(methods.putAttachmentPart, request, bytes, { signal });
    } catch (error) {
      if (signal.aborted || tries === mostTries || asProblem(error).code !== unreachable) throw error;
      await new Promise((then) => setTimeout(then, 500 * 2 ** tries));
    }
  }
}

/// An upload that stands in no conversation; the server forgets it after a day in any case.
export const giveUp = (id: string) => call(methods.deleteAttachment, { attachment_id: id }).catch(() => undefined);
