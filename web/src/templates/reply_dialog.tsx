import { useState } from "react";
import { methods } from "@/api/client";
import type { CannedReply } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { TextArea, TextField } from "@/ui/field";
import { FieldHelp } from "./field_help";

export function ReplyDialog({ reply, onClose }: { reply?: CannedReply; onClose: () => void }) {
  const [form, setForm] = useState({ name: reply?.name ?? "", shortcut: reply?.shortcut ?? "", text: reply?.text ?? "" });
  const options = { onSuccess: onClose };
  const create = useChange(methods.createCannedReply, [methods.listCannedReplies], options);
  const update = useChange(methods.updateCannedReply, [methods.listCannedReplies], { ...options, etag: reply?.etag });
  const change = reply ? update : create;
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const problem = change.error ?? undefined;
  return (
    <FormDialog
      wide
      title={reply ? "Change canned reply" : "Add canned reply"}
      submit="Save"
      onSubmit={() => (reply ? update.mutate({ reply_id: reply.reply_id, ...form }) : create.mutate(form))}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Name"
          value={form.name}
          maxLength={100}
          error={problem?.field("name")}
          onChange={(event) => set({ name: event.target.value })}
        />
        <TextField
          label="Shortcut"
          value={form.shortcut}
          maxLength={30}
          help="Typed after a / in the reply box: small letters, digits and -."
          error={problem?.field("shortcut")}
          onChange={(event) => set({ shortcut: event.target.value })}
        />
      </div>
      <TextArea
        label="Text"
        rows={8}
        value={form.text}
        error={problem?.field("text")}
        onChange={(event) => set({ text: event.target.value })}
      />
      <FieldHelp />
    </FormDialog>
  );
}
