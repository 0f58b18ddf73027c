import { useCallback, useRef, useState, type FormEvent } from "react";
import { Send } from "lucide-react";
import { methods } from "@/api/client";
import type { Ticket, TicketMessage } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { TextArea } from "@/ui/field";
import { say } from "@/ui/toast";
import { useDraft } from "./draft";
import { PortalSlot } from "./places";
import { waitsForAnswer } from "./words";

/// A word to whoever works on it. What is typed outlives a reload.
export function Answer({ ticket }: { ticket: Ticket }) {
  const [text, setText] = useDraft(`portal.${ticket.ticket_id}`);
  const [empty, setEmpty] = useState(false);
  const takers = useRef(new Set<() => (sent?: TicketMessage) => void>());
  const onSend = useCallback((take: () => (sent?: TicketMessage) => void) => {
    const { current } = takers;
    current.add(take);
    return () => {
      current.delete(take);
    };
  }, []);
  const box = useRef<HTMLTextAreaElement>(null);
  const change = useChange(methods.addMessage, [methods.listMessages, methods.getTicket, methods.listTickets], {
    onSuccess: (message) => {
      setText("");
      takers.current.forEach((take) => take()(message));
      say("Sent.");
    },
  });
  const send = (event: FormEvent) => {
    event.preventDefault();
    setEmpty(!text.trim());
    if (text.trim()) change.mutate({ ticket_id: ticket.ticket_id, text: text.trim(), internal: false });
  };
  const waits = waitsForAnswer(ticket);
  return (
    <form
      onSubmit={send}
      className={`mt-5 space-y-2 rounded-xl border px-4 py-3 ${waits ? "border-warn/60 bg-warn-bg" : "border-line"}`}
      noValidate
    >
      <div
        ref={(element) => {
          box.current = element?.querySelector("textarea") ?? null;
        }}
      >
        <TextArea
          label={waits ? "Your answer: work waits for it" : "Write to us"}
          rows={3}
          value={text}
          maxLength={100_000}
          error={empty && !text.trim() ? "Write something first." : undefined}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <PortalSlot place="portal_answer" ticket={ticket} />
      <PortalSlot place="files_to_send" ticket={ticket} text={text} write={setText} box={box} onSend={onSend} />
      {Boolean(change.error) && <ProblemLine error={change.error} />}
      <Button type="submit" tone="primary" icon={Send} busy={change.isPending} className="h-11 px-4">
        Send
      </Button>
    </form>
  );
}
