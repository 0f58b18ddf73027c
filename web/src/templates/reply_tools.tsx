// Canned replies in the reply box: "/" at the beginning of a line, or the button. The fields are filled in by the server.
import { useId, useState } from "react";
import { Zap } from "lucide-react";
import { call, methods } from "@/api/client";
import type { CannedReply } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { AtCaret, replaced, writeAt } from "@/ui/at_caret";
import { Button } from "@/ui/button";
import { counted } from "@/ui/format";
import type { ReplyPlace } from "@/ui/slot";
import { say, sayProblem } from "@/ui/toast";
import { matching, slashAt } from "./slash";

const none: CannedReply[] = [];

export default function ReplyTools({ ticket, text, write, box }: ReplyPlace) {
  const may = useMay("template.use");
  const replies = useApi(methods.listCannedReplies, { page_size: 500 }, { enabled: may, staleTime: 60_000 }).data?.replies ?? none;
  const [closedFor, setClosedFor] = useState<string>();
  const [asked, setAsked] = useState(false);
  const list = useId();
  const caret = box.current?.selectionStart ?? text.length;
  const slash = slashAt(text, Math.min(caret, text.length));
  const word = asked ? "" : slash?.word;
  const shown = word === undefined || closedFor === text ? none : matching(replies, word);

  const pick = (reply: CannedReply) => {
    const begin = slash?.begin ?? caret;
    setAsked(false);
    call(methods.renderCannedReply, { ticket_id: ticket.ticket_id, reply_id: reply.reply_id }).then(
      (rendered) => {
        writeAt(box, write, replaced(text, begin, caret, rendered.text), begin + rendered.text.length);
        if (rendered.gaps.length > 0)
          say(`${counted(rendered.gaps.length, "field has", "fields have")} no value: ${rendered.gaps.join(", ")}.`);
      },
      (error: unknown) => sayProblem("The reply could not be filled in.", error),
    );
  };

  if (!may || replies.length === 0) return null;
  return (
    <div className="mr-auto">
      <Button
        tone="quiet"
        icon={Zap}
        aria-expanded={shown.length > 0}
        aria-controls={list}
        onClick={() => {
          setAsked(!asked);
          setClosedFor(undefined);
          box.current?.focus();
        }}
      >
        Canned reply
      </Button>
      <span className="text-xs text-dim max-sm:hidden">or type /</span>
      <AtCaret
        id={list}
        label="Canned replies"
        box={box}
        items={shown}
        keyOf={(reply) => reply.shortcut}
        line={(reply) => (
          <>
            <span className="font-mono text-xs">/{reply.shortcut}</span>
            <span className="min-w-0 truncate text-dim">{reply.name}</span>
          </>
        )}
        onPick={pick}
        onClose={() => {
          setAsked(false);
          setClosedFor(text);
        }}
      />
    </div>
  );
}
