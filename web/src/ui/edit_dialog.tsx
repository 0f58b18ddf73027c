// Adding a thing and changing it are one dialog: what is sent, and where, is all that differs.
import type { ReactNode } from "react";
import type { RequestOf } from "@/api/client";
import type { Method } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { FormDialog } from "./dialog";

type Any = Method<unknown, unknown>;

interface Editing<Create extends Any, Update extends Any> {
  create: Create;
  update: Update;
  touches: readonly { path: string }[];
  before?: { etag?: string }; // what is changed; nothing: it is added
  onDone: () => void;
}

/// `save` takes both requests and sends the one that is meant; `wrong` is what the server says of a field.
export function useEditing<Create extends Any, Update extends Any>({ create, update, touches, before, onDone }: Editing<Create, Update>) {
  const options = { onSuccess: onDone };
  const creating = useChange(create, touches, options);
  const updating = useChange(update, touches, { ...options, etag: before?.etag });
  const change = before ? updating : creating;
  return {
    save: (added: RequestOf<Create>, changed: RequestOf<Update>): void => (before ? updating.mutate(changed) : creating.mutate(added)),
    wrong: (field: string): string | undefined => change.error?.field(field),
    frame: { isNew: !before, busy: change.isPending, error: change.error, onClose: onDone },
  };
}

interface Props {
  thing: string; // "canned reply"
  frame: ReturnType<typeof useEditing>["frame"];
  onSave: () => void;
  disabled?: boolean;
  children: ReactNode;
}

export function EditDialog({ thing, frame: { isNew, ...frame }, onSave, disabled, children }: Props) {
  return (
    <FormDialog wide title={`${isNew ? "Add" : "Change"} ${thing}`} submit="Save" onSubmit={onSave} disabled={disabled} {...frame}>
      {children}
    </FormDialog>
  );
}
