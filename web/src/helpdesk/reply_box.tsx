// Answers and internal notes. Which of the two is never in doubt: words, colour and button say it.
import { useCallback, useRef, useState, type KeyboardEvent } from "react";
import { Lock, Send } from "lucide-react";
import { methods } from "@/api/client";
import type { Ticket, TicketMessage } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { useKeys } from "@/ui/keys";
import { Slot } from "@/ui/slot";
import { useDraft } from "./draft";

type Mode = "reply" | "note";

export function ReplyBox({ ticket }: { ticket: Ticket }) {
  const modes = (["reply", "note"] as const).filter((mode) => ticket.allowed_actions.includes(mode));
  const first: Mode = ticket.kind === "internal" || !modes.includes("reply") ? "note" : "reply";
  const [mode, setMode] = useState<Mode>(first);
  const [text, setText] = useDraft(ticket.ticket_id);
  const box = useRef<HTMLTextAreaElement>(null);
  const listeners = useRef(new Set<(message: TicketMessage) => void>());
  const afterSend = useCallback((hear: (message: TicketMessage) => void) => {
    listeners.current.add(hear);
    return () => void listeners.current.delete(hear);
  }, []);
  const change = useChange(methods.addMessage, [methods.listMessages, methods.getTicket, methods.listTickets], {
    onSuccess: (message) => {
      setText("");
      for (const hear of listeners.current) hear(message);
    },
  });
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
    ...(modes.includes("note") ? [{ keys: "v", label: "Log a phone call as a note", run: logCall }] : []),
    ...(modes.includes("reply") ? [{ keys: "r", label: "Reply to the client", run: () => begin("reply") }] : []),
    ...(modes.includes("note") ? [{ keys: "n", label: "Internal note", run: () => begin("note") }] : []),
  ]);
  if (modes.length === 0) return null;
  const internal = mode === "note";
  const send = () => {
    if (text.trim() && !change.isPending) change.mutate({ ticket_id: ticket.ticket_id, text: text.trim(), internal });
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
      className={`no-print rounded-lg border ${internal ? "border-dashed border-note-line bg-note-bg" : "border-strong-line bg-bg"}`}
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
          onChange={(event) => setText(event.target.value)}
          onKeyDown={press}
          rows={4}
          maxLength={100_000}
          placeholder={internal ? "For colleagues only" : `To ${ticket.requester_name || ticket.client_name}`}
          className="field-sizing-content max-h-80 min-h-20 w-full resize-none rounded-md bg-transparent px-1 py-1 leading-5 outline-none coarse:text-base"
        />
      </label>
      <Slot place="reply_notice" ticket={ticket} text={text} write={setText} box={box} afterSend={afterSend} />
      {change.isError && (
        <div className="px-2 pb-1">
          <ProblemLine error={change.error} />
        </div>
      )}
      <div className="relative flex items-center justify-end gap-3 px-2 pb-2">
        <Slot place="reply_tools" ticket={ticket} text={text} write={setText} box={box} afterSend={afterSend} />
        <span className="text-xs text-dim max-sm:hidden">Ctrl+Enter sends</span>
        <Button
          tone={internal ? "plain" : "primary"}
          icon={internal ? Lock : Send}
          busy={change.isPending}
          disabled={!text.trim()}
          onClick={send}
        >
          {internal ? "Add note" : "Send reply"}
        </Button>
      </div>
    </section>
  );
}
