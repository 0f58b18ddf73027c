// Answers and internal notes. Which of the two is never in doubt: words, colour and button say it.
import { useCallback, useRef, useState, type KeyboardEvent } from "react";
import { Lock, Send } from "lucide-react";
import type { Ticket, TicketMessage } from "@/api/generated/schema";
import { Button } from "@/ui/button";
import { useKeys } from "@/ui/keys";
import { Slot } from "@/ui/slot";
import { readDraft, useDraft } from "@/ui/draft";
import { whyNot } from "./key_words";
import { MentionList } from "./mention_list";
import { write } from "./ticket_actions";

type Mode = "reply" | "note";

export function ReplyBox({ ticket }: { ticket: Ticket }) {
  const modes = (["reply", "note"] as const).filter((mode) => ticket.allowed_actions.includes(mode));
  const first: Mode = ticket.kind === "internal" || !modes.includes("reply") ? "note" : "reply";
  const [mode, setMode] = useState<Mode>(first);
  const [text, setText] = useDraft(ticket.ticket_id);
  const box = useRef<HTMLTextAreaElement>(null);
  // Up to when the writer has seen the conversation: what others say after it refuses the answer once.
  const seen = useRef(0);
  const takers = useRef(new Set<() => (sent?: TicketMessage) => void>());
  const onSend = useCallback((take: () => (sent?: TicketMessage) => void) => {
    takers.current.add(take);
    return () => void takers.current.delete(take);
  }, []);
  const begin = (next: Mode) => {
    setMode(next);
    box.current?.focus();
    box.current?.scrollIntoView({ block: "nearest" });
  };
  const logCall = () => {
    if (!text.trim()) setText(`Phone call with ${ticket.requester_name || ticket.client_name}: `);
    begin("note");
  };
  useKeys([
    { keys: "v", label: "Log a phone call as a note", run: logCall, barred: modes.includes("note") ? "" : whyNot("note", ticket) },
    { keys: "r", label: "Reply to the client", run: () => begin("reply"), barred: modes.includes("reply") ? "" : whyNot("reply", ticket) },
    { keys: "n", label: "Internal note", run: () => begin("note"), barred: modes.includes("note") ? "" : whyNot("note", ticket) },
    // Files go with words: where none can be written, nobody else has this key.
    ...(modes.length === 0 ? [{ keys: "a", label: "Attach a file", run: () => {}, barred: whyNot("note", ticket) }] : []),
  ]);
  if (modes.length === 0) return null;
  const internal = mode === "note";
  const send = () => {
    const words = text.trim();
    if (!words) return;
    const if_no_newer_than_unix_ms = internal ? 0 : seen.current || ticket.changed_at_unix_ms;
    seen.current = 0;
    const going = [...takers.current].map((take) => take());
    setText("");
    write(ticket, { text: words, internal, if_no_newer_than_unix_ms }, (sent) => {
      for (const hear of going) hear(sent);
      // Taken back or refused: above what was begun meanwhile, also when the box is no longer there.
      if (!sent) setText([words, readDraft(ticket.ticket_id)].filter(Boolean).join("\n\n"));
    });
  };
  const press = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      send();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.currentTarget.blur();
    }
  };
  return (
    <section
      aria-label="Write"
      className={`no-print rounded-lg border has-[textarea:focus-visible]:outline-2 has-[textarea:focus-visible]:outline-accent
        ${internal ? "border-dashed border-note-line bg-note-bg" : "border-strong-line bg-bg"}`}
    >
      <div role="radiogroup" aria-label="Who reads it" className="flex gap-1 px-2 pt-2">
        {modes.map((one) => (
          <label
            key={one}
            className={`flex h-7 items-center gap-1.5 rounded-md px-2 has-focus-visible:outline-2 has-focus-visible:outline-accent coarse:h-11
              ${mode === one ? "bg-hover font-medium" : "text-dim hover:bg-hover"}`}
          >
            <input type="radio" name={`mode-${ticket.ticket_id}`} className="sr-only" checked={mode === one} onChange={() => begin(one)} />
            {one === "note" ? (
              <>
                <Lock size={13} aria-hidden />
                Internal note
              </>
            ) : (
              <>
                <Send size={13} aria-hidden />
                Reply to the client
              </>
            )}
          </label>
        ))}
      </div>
      <label className="block px-2 pt-1">
        <span className="sr-only">{internal ? "Internal note" : "Reply to the client"}</span>
        <textarea
          ref={box}
          value={text}
          onChange={(event) => {
            if (!text.trim()) seen.current = ticket.changed_at_unix_ms;
            setText(event.target.value);
          }}
          onKeyDown={press}
          rows={4}
          maxLength={100_000}
          placeholder={internal ? "For colleagues only" : `To ${ticket.requester_name || ticket.client_name}`}
          className="field-sizing-content max-h-80 min-h-20 w-full resize-none rounded-md bg-transparent px-1 py-1 leading-5 outline-none coarse:text-base"
        />
      </label>
      <Slot place="reply_notice" ticket={ticket} text={text} write={setText} box={box} onSend={onSend} />
      <div className="relative flex items-center justify-end gap-3 px-2 pb-2">
        {internal && <MentionList text={text} write={setText} box={box} />}
        <Slot place="reply_tools" ticket={ticket} text={text} write={setText} box={box} onSend={onSend} />
        <span className="text-xs text-dim max-sm:hidden">Ctrl+Enter sends</span>
        <Button
          tone={internal ? "plain" : "primary"}
          icon={internal ? Lock : Send}
          disabled={!text.trim()}
          onClick={send}
        >
          {internal ? "Add note" : "Send reply"}
        </Button>
      </div>
    </section>
  );
}
