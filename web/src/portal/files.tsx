// Files for a ticket that is not there yet: chosen now, sent when it is.
import { useRef, useState } from "react";
import { Paperclip, X } from "lucide-react";
import { call, methods } from "@/api/client";
import { Button, IconButton } from "@/ui/button";
import { bytes } from "@/ui/format";
import { upload } from "@/attachments/upload";

const mostBytes = 25 * 1024 * 1024;
const mostFiles = 20;

/// Sends them to the ticket, one after the other, until `signal` says to stop: what arrived before stays. Gives back the names of those that
/// are not in it.
export async function sendFiles(
  ticketId: string,
  files: readonly File[],
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<string[]> {
  const whole: string[] = [],
    failed: string[] = [];
  for (const [index, file] of files.entries()) {
    try {
      signal.throwIfAborted();
      const stored = await upload(ticketId, file, (done) => progress((index + done) / files.length), signal);
      whole.push(stored.attachment_id);
    } catch {
      failed.push(file.name);
    }
  }
  if (whole.length > 0)
    await call(methods.attachFiles, { ticket_id: ticketId, message_id: "", attachment_ids: whole }).catch(() => {
      failed.push(...files.map((file) => file.name).filter((name) => !failed.includes(name)));
    });
  return failed;
}

export function ChosenFiles({ files, change }: { files: readonly File[]; change: (files: readonly File[]) => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const [leftOut, setLeftOut] = useState<readonly string[]>([]);
  const choose = (chosen: readonly File[]) => {
    setLeftOut(chosen.slice(mostFiles).map((file) => file.name));
    change(chosen.slice(0, mostFiles));
  };
  const tooLarge = files.some((file) => file.size > mostBytes);
  return (
    <div>
      {files.length > 0 && (
        <ul aria-label="Files to send" className="mb-2 space-y-1">
          {files.map((file, index) => (
            <li key={`${index} ${file.name}`} className="flex min-h-11 items-center gap-2 rounded-md border border-line px-3">
              <span className="min-w-0 flex-1">
                <span className="block truncate">
                  <bdi>{file.name}</bdi>
                </span>
                <span className={`block text-sm ${file.size > mostBytes ? "text-crit" : "text-dim"}`}>
                  {bytes(file.size)}
                  {file.size > mostBytes && ": too large, at most 25 MiB"}
                </span>
              </span>
              <IconButton icon={X} label={`Leave ${file.name} out`} onClick={() => choose(files.filter((one) => one !== file))} />
            </li>
          ))}
        </ul>
      )}
      <input
        ref={picker}
        type="file"
        multiple
        className="sr-only"
        tabIndex={-1}
        aria-label="Files to attach"
        onChange={(event) => {
          choose([...files, ...Array.from(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <Button icon={Paperclip} className="h-11 px-4" onClick={() => picker.current?.click()}>
        {files.length > 0 ? "Attach another file" : "Attach a photo or a file"}
      </Button>
      {leftOut.length > 0 && (
        <p role="alert" className="mt-1 text-sm break-words text-crit">
          At most {mostFiles} files go with a ticket. Left out: {leftOut.join(", ")}. Send them in the ticket when it is there.
        </p>
      )}
      {tooLarge && (
        <p role="alert" className="mt-1 text-sm text-crit">
          Leave out what is too large, or tell us about it: we will find a way.
        </p>
      )}
    </div>
  );
}

export const allFit = (files: readonly File[]): boolean => files.every((file) => file.size <= mostBytes);
