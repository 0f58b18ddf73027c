// The files of one message (or of the ticket itself), below its words.
import { useState } from "react";
import { Download, Eye, EyeOff, File as FileIcon, Trash2 } from "lucide-react";
import { methods } from "@/api/client";
import type { Attachment, Ticket } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { buttonClass, IconButton } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { bytes } from "@/ui/format";
import { fileAddress, scanWords, toneClass } from "./file_words";
import { Picture } from "./picture";
import { mayBePicture, showsAtOnce } from "./picture_words";

export default function Files({ ticket, messageId }: { ticket: Ticket; messageId: string }) {
  const { data } = useApi(methods.listAttachments, { ticket_id: ticket.ticket_id, page_size: 200 });
  const files = (data?.attachments ?? []).filter(
    (file) => (file.message_id ?? "") === messageId && file.state !== "uploading" && file.state !== "draft",
  );
  if (files.length === 0) return null;
  return (
    <ul aria-label="Files" className="mt-2 space-y-1">
      {files.map((file) => (
        <Line key={file.attachment_id} file={file} />
      ))}
    </ul>
  );
}

function Line({ file }: { file: Attachment }) {
  const [asks, setAsks] = useState(false);
  const [chosen, setChosen] = useState<boolean>();
  const shown = chosen ?? showsAtOnce(file);
  const scan = scanWords(file);
  const gone = file.state === "deleted" || file.state === "not_kept";
  return (
    <li className="rounded-md border border-line bg-bg px-2 py-1">
      <div className="flex min-h-8 items-center gap-2">
        <FileIcon size={14} aria-hidden className="shrink-0 text-dim" />
        <span className="min-w-0 flex-1">
          <span className={`block truncate ${gone ? "text-dim line-through" : ""}`} title={file.name}>
            <bdi>{file.name}</bdi>
          </span>
          <span className={`block text-xs break-words ${toneClass[scan.tone]}`}>
            {bytes(Number(file.size_bytes))} · {scan.text}
          </span>
        </span>
        {mayBePicture(file) && (
          <IconButton icon={shown ? EyeOff : Eye} label={shown ? `Hide ${file.name}` : `Show ${file.name}`} onClick={() => setChosen(!shown)} />
        )}
        {file.allowed_actions.includes("download") && (
          <a
            href={fileAddress(file.attachment_id)}
            download={file.name}
            className={buttonClass("quiet")}
            aria-label={`Download ${file.name}`}
            title="Download"
          >
            <Download size={14} aria-hidden />
          </a>
        )}
        {file.allowed_actions.includes("delete") && <IconButton icon={Trash2} label={`Delete ${file.name}`} onClick={() => setAsks(true)} />}
      </div>
      {shown && mayBePicture(file) && <Picture id={file.attachment_id} name={file.name} />}
      {asks && <DeleteDialog file={file} onClose={() => setAsks(false)} />}
    </li>
  );
}

function DeleteDialog({ file, onClose }: { file: Attachment; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const change = useChange(methods.deleteAttachment, [methods.listAttachments], { onSuccess: onClose });
  return (
    <FormDialog
      title={`Delete ${file.name}`}
      submit="Delete"
      tone="danger"
      onSubmit={() => change.mutate({ attachment_id: file.attachment_id, reason: reason.trim() })}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
      disabled={reason.trim().length < 5}
    >
      <TextField
        label="Why"
        help="It stays in the ticket in the file's place, with your name."
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        error={change.error?.field("reason")}
        maxLength={500}
        autoFocus
      />
    </FormDialog>
  );
}
