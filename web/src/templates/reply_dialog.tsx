import { useState } from "react";
import { methods } from "@/api/client";
import type { CannedReply } from "@/api/generated/schema";
import { EditDialog, useEditing } from "@/ui/edit_dialog";
import { TextArea, TextField } from "@/ui/field";
import { FieldHelp } from "./field_help";

export function ReplyDialog({ reply, onClose }: { reply?: CannedReply; onClose: () => void }) {
  const [form, setForm] = useState({ name: reply?.name ?? "", shortcut: reply?.shortcut ?? "", text: reply?.text ?? "" });
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const { save, wrong, frame } = useEditing({
    create: methods.createCannedReply,
    update: methods.updateCannedReply,
    touches: [methods.listCannedReplies],
    before: reply,
    onDone: onClose,
  });
  return (
    <EditDialog thing="canned reply" frame={frame} onSave={() => save(form, { reply_id: reply?.reply_id ?? "", ...form })}>
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Name"
          value={form.name}
          maxLength={100}
          error={wrong("name")}
          onChange={(event) => set({ name: event.target.value })}
        />
        <TextField
          label="Shortcut"
          value={form.shortcut}
          maxLength={30}
          help="Typed after a / in the reply box: small letters, digits and -."
          error={wrong("shortcut")}
          onChange={(event) => set({ shortcut: event.target.value })}
        />
      </div>
      <TextArea
        label="Text"
        rows={8}
        value={form.text}
        error={wrong("text")}
        onChange={(event) => set({ text: event.target.value })}
      />
      <FieldHelp />
    </EditDialog>
  );
}
