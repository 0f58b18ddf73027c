// Files for the answer that is being written: chosen, dropped on the box or pasted into it. They are uploaded at once and
// stand in the conversation when the answer was sent.
import { useCallback, useEffect, useRef, useState } from "react";
import { Paperclip, X } from "lucide-react";
import { call, methods } from "@/api/client";
import { asProblem } from "@/api/problem";
import { queries, refresh } from "@/api/query";
import { useMay } from "@/api/session";
import { Button, IconButton } from "@/ui/button";
import { bytes } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import type { ReplyPlace } from "@/ui/slot";
import { sayProblem } from "@/ui/toast";
import { giveUp, upload } from "./upload";

interface Waiting {
  key: number;
  file: File;
  done: number; // 0 to 1
  id?: string; // uploaded
  problem?: string;
  stop: AbortController;
  whole: Promise<string | undefined>;
}
let keys = 0;

export default function ReplyFiles({ ticket, box, onSend }: ReplyPlace) {
  const may = useMay("ticket.write");
  const ticketId = ticket.ticket_id;
  const [files, setFiles] = useState<readonly Waiting[]>([]);
  const latest = useRef(files);
  useEffect(() => {
    latest.current = files;
  });
  const change = useCallback(
    (key: number, part: Partial<Waiting>) => setFiles((all) => all.map((one) => (one.key === key ? { ...one, ...part } : one))),
    [],
  );

  const add = useCallback(
    (given: Iterable<File>) => {
      for (const file of given) {
        const key = ++keys,
          stop = new AbortController();
        const whole = upload(ticketId, file, (done) => change(key, { done }), stop.signal).then(
          (stored) => {
            change(key, { id: stored.attachment_id, done: 1 });
            return stored.attachment_id;
          },
          (error: unknown) => {
            if (!stop.signal.aborted) change(key, { problem: asProblem(error).message });
            return undefined;
          },
        );
        setFiles((all) => [...all, { key, file, done: 0, stop, whole }]);
      }
    },
    [ticketId, change],
  );
  const remove = (one: Waiting) => {
    one.stop.abort();
    if (one.id) void giveUp(one.id);
    setFiles((all) => all.filter((other) => other.key !== one.key));
  };

  useEffect(() => {
    const area = box.current;
    if (!area || !may) return undefined;
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    };
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer?.files.length) return;
      event.preventDefault();
      add(event.dataTransfer.files);
    };
    const paste = (event: ClipboardEvent) => {
      const given = event.clipboardData?.files;
      if (!given?.length || event.clipboardData?.types.includes("text/plain")) return;
      event.preventDefault();
      add(given);
    };
    area.addEventListener("dragover", over);
    area.addEventListener("drop", drop);
    area.addEventListener("paste", paste);
    return () => {
      area.removeEventListener("dragover", over);
      area.removeEventListener("drop", drop);
      area.removeEventListener("paste", paste);
    };
  }, [box, may, add]);

  const attach = useCallback(
    async (messageId: string, waiting: readonly Waiting[]) => {
      const ids = await Promise.all(waiting.map((one) => one.whole));
      const whole = ids.filter((id) => id !== undefined);
      if (whole.length === 0) return;
      try {
        await call(methods.attachFiles, { ticket_id: ticketId, message_id: messageId, attachment_ids: whole });
        await refresh(queries, [methods.listAttachments]);
      } catch (error) {
        setFiles((all) => [...waiting.filter((_, i) => ids[i] !== undefined), ...all]);
        sayProblem("Your words were sent, the files were not: they stay below, send them with your next words.", error);
      }
    },
    [ticketId],
  );
  useEffect(
    () =>
      onSend(() => {
        const going = latest.current.filter((one) => !one.problem);
        setFiles((all) => all.filter((one) => !going.includes(one)));
        return (sent) => {
          if (sent) void attach(sent.message_id, going);
          else setFiles((all) => [...going, ...all]);
        };
      }),
    [onSend, attach],
  );

  const picker = useRef<HTMLInputElement>(null);
  useKeys([{ keys: "a", label: "Attach a file", run: () => picker.current?.click(), barred: may ? "" : "Your roles attach no files." }]);
  if (!may) return null;
  return (
    <div className="px-2 pb-1">
      {files.length > 0 && (
        <ul aria-label="Files to send" className="mb-1 space-y-1">
          {files.map((one) => (
            <li key={one.key} className="flex min-h-8 items-center gap-2 rounded-md border border-line bg-bg px-2 py-0.5">
              <span className="min-w-0 flex-1">
                <span className="block truncate">
                  <bdi>{one.file.name || "Pasted picture"}</bdi> <span className="text-xs text-dim">{bytes(one.file.size)}</span>
                </span>
                {one.problem ? (
                  <span className="block text-xs text-crit">{one.problem}</span>
                ) : one.id ? (
                  <span className="block text-xs text-dim">Uploaded, sent with your words</span>
                ) : (
                  <progress aria-label={`Uploading ${one.file.name}`} value={one.done} max={1} className="h-1 w-full accent-accent" />
                )}
              </span>
              <IconButton icon={X} label={one.id || one.problem ? `Remove ${one.file.name}` : `Cancel ${one.file.name}`} onClick={() => remove(one)} />
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
          add(Array.from(event.target.files ?? []));
          event.target.value = "";
        }}
      />
      <Button tone="quiet" icon={Paperclip} keys="a" onClick={() => picker.current?.click()}>
        Attach
      </Button>
      <span className="ml-2 text-xs text-dim max-sm:hidden">or drop or paste, up to 25 MiB each</span>
    </div>
  );
}
