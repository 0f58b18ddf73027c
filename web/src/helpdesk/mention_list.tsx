// In an internal note, "@" offers colleagues; who is named becomes a watcher.
import { useState, type RefObject } from "react";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { AtCaret, replaced, writeAt } from "@/ui/at_caret";
import { mentionAt, namesFor } from "./mention_words";

interface Props {
  text: string;
  write: (text: string) => void;
  box: RefObject<HTMLTextAreaElement | null>;
}

export function MentionList({ text, write, box }: Props) {
  const [closedFor, setClosedFor] = useState<string>();
  const caret = Math.min(box.current?.selectionStart ?? text.length, text.length);
  const found = mentionAt(text, caret);
  const { data } = useApi(methods.listQueues, {}, { enabled: found !== undefined, staleTime: 60_000 });
  const shown = found && closedFor !== text ? namesFor(data?.assignees ?? [], found.word) : [];
  return (
    <AtCaret
      label="Colleagues"
      box={box}
      items={shown}
      keyOf={(one) => one.name}
      line={(one) => one.name}
      onPick={(one) => {
        if (!found) return;
        const by = `@${one.name} `;
        writeAt(box, write, replaced(text, found.begin, caret, by), found.begin + by.length);
      }}
      onClose={() => setClosedFor(text)}
    />
  );
}
