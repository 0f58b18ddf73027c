// Canned replies in the reply box: "/" at the beginning of a line, or the button. The fields are filled in by the server.
import { useEffect, useId, useRef, useState } from "react";
import { Zap } from "lucide-react";
import { call, methods } from "@/api/client";
import type { CannedReply } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { counted } from "@/ui/format";
import type { ReplyPlace } from "@/ui/slot";
import { say, sayProblem } from "@/ui/toast";
import { matching, replaced, slashAt } from "./slash";

const none: CannedReply[] = [];

export default function ReplyTools({ ticket, text, write, box }: ReplyPlace) {
  const may = useMay("template.use");
  const replies = useApi(methods.listCannedReplies, { page_size: 500 }, { enabled: may, staleTime: 60_000 }).data?.replies ?? none;
  const [closedFor, setClosedFor] = useState<string>();
  const [asked, setAsked] = useState(false);
  const [chosen, setChosen] = useState(0);
  const list = useId();
  const caret = box.current?.selectionStart ?? text.length;
  const slash = slashAt(text, Math.min(caret, text.length));
  const word = asked ? "" : slash?.word;
  const shown = word === undefined || closedFor === text ? none : matching(replies, word);
  const at = Math.min(chosen, shown.length - 1);

  const pick = (reply: CannedReply) => {
    const begin = slash?.begin ?? caret;
    setAsked(false);
    call(methods.renderCannedReply, { ticket_id: ticket.ticket_id, reply_id: reply.reply_id }).then(
      (rendered) => {
        write(replaced(text, begin, caret, rendered.text));
        if (rendered.gaps.length > 0)
          say(`${counted(rendered.gaps.length, "field has", "fields have")} no value: ${rendered.gaps.join(", ")}.`);
        requestAnimationFrame(() => {
          box.current?.focus();
          box.current?.setSelectionRange(begin + rendered.text.length, begin + rendered.text.length);
        });
      },
      (error: unknown) => sayProblem("The reply could not be filled in.", error),
    );
  };

  // The keys of the list go before those of the box: Enter picks instead of breaking the line.
  const latest = useRef({ shown, at, pick });
  useEffect(() => {
    latest.current = { shown, at, pick };
  });
  useEffect(() => {
    const area = box.current;
    if (!area || shown.length === 0) return undefined;
    const press = (event: KeyboardEvent) => {
      const now = latest.current;
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      const picks = (event.key === "Enter" && !event.ctrlKey && !event.metaKey) || (event.key === "Tab" && !event.shiftKey);
      if (!step && !picks && event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      if (step) setChosen((now.at + step + now.shown.length) % now.shown.length);
      else if (picks) now.pick(now.shown[now.at]);
      else {
        setAsked(false);
        setClosedFor(area.value);
      }
    };
    area.addEventListener("keydown", press, true);
    return () => area.removeEventListener("keydown", press, true);
  }, [box, shown.length]);

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
      {shown.length > 0 && (
        <ul
          id={list}
          aria-label="Canned replies"
          className={`absolute bottom-full left-2 z-10 max-h-64 w-80 max-w-[calc(100%-1rem)] overflow-auto rounded-lg border
            border-strong-line bg-bg p-1 shadow-lg`}
        >
          {shown.map((reply, i) => (
            <li key={reply.reply_id}>
              <button
                type="button"
                tabIndex={-1}
                aria-current={i === at}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => pick(reply)}
                className={`flex w-full items-baseline gap-2 rounded-md px-2 py-1 text-left coarse:py-2.5 ${i === at ? "bg-sel" : "hover:bg-hover"}`}
              >
                <span className="font-mono text-xs">/{reply.shortcut}</span>
                <span className="min-w-0 truncate text-dim">{reply.name}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
