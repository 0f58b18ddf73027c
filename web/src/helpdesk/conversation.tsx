// What was said: to the client, among colleagues (never to be confused), and what happened. Messages are picked here to become
// a ticket of their own.
import { lazy, Suspense, useState } from "react";
import { Lock, Split, User } from "lucide-react";
import { methods } from "@/api/client";
import type { Ticket, TicketMessage } from "@/api/generated/schema";
import { useApiPages } from "@/api/query";
import { Button } from "@/ui/button";
import { More } from "@/ui/more";
import { Failed, Loading } from "@/ui/empty";
import { useKeys } from "@/ui/keys";
import { Slot } from "@/ui/slot";
import { Moment } from "@/ui/time";
import { whyNot } from "./key_words";

const SplitDialog = lazy(() => import("./split_dialog").then((file) => ({ default: file.SplitDialog })));

export function Conversation({ ticket }: { ticket: Ticket }) {
  const [picked, setPicked] = useState<ReadonlySet<string>>(); // none: nobody is picking
  const [splitting, setSplitting] = useState(false);
  const maySplit = ticket.allowed_actions.includes("split");
  const begin = () => setPicked(picked ? undefined : new Set());
  useKeys([{ keys: "Shift+y", label: "Split messages off", run: begin, barred: maySplit ? "" : whyNot("split", ticket) }]);
  const pick = (id: string) => {
    const next = new Set(picked);
    if (!next.delete(id)) next.add(id);
    setPicked(next);
  };
  const query = useApiPages(methods.listMessages, { ticket_id: ticket.ticket_id }, (answer) => answer.messages);
  if (query.isPending) return <Loading what="the conversation" rows={3} />;
  if (query.isError && query.rows.length === 0)
    return <Failed what="the conversation" error={query.error} retry={() => void query.refetch()} />;
  return (
    <section aria-label="Conversation">
      <ol className="space-y-3">
        {query.rows.map((message) => (
          <Said
            key={message.message_id}
            ticket={ticket}
            message={message}
            picked={picked?.has(message.message_id)}
            onPick={picked && message.kind !== "event" ? () => pick(message.message_id) : undefined}
          />
        ))}
      </ol>
      {query.rows.length === 0 && <p className="text-dim">Nothing was said yet.</p>}
      <More of={query} className="mt-3">Show later messages</More>
      {maySplit && query.rows.some((message) => message.kind !== "event") && (
        <div className="no-print mt-2 flex flex-wrap items-center gap-2">
          {picked ? (
            <>
              <Button tone="primary" icon={Split} disabled={picked.size === 0} onClick={() => setSplitting(true)}>
                Move {picked.size} to a new ticket
              </Button>
              <Button onClick={() => setPicked(undefined)}>Cancel</Button>
            </>
          ) : (
            <Button tone="quiet" icon={Split} keys="Shift+y" onClick={begin}>
              Split off messages
            </Button>
          )}
        </div>
      )}
      {splitting && picked && (
        <Suspense fallback={null}>
          <SplitDialog
            ticket={ticket}
            messages={query.rows.filter((message) => picked.has(message.message_id))}
            onClose={() => setSplitting(false)}
            onDone={() => {
              setSplitting(false);
              setPicked(undefined);
            }}
          />
        </Suspense>
      )}
    </section>
  );
}

interface SaidProps {
  ticket: Ticket;
  message: TicketMessage;
  picked?: boolean;
  onPick?: () => void;
}

function Said({ ticket, message, picked, onPick }: SaidProps) {
  if (message.kind === "event") {
    return (
      <li className="flex items-baseline gap-2 text-xs text-dim">
        <span aria-hidden className="h-px w-4 shrink-0 self-center bg-line" />
        <span className="min-w-0 break-words">
          {message.merged_from_reference && `${message.merged_from_reference}, `}
          {message.author_name && `${message.author_name}: `}
          {message.text}
        </span>
        <Moment at={message.at_unix_ms} className="ml-auto shrink-0" />
      </li>
    );
  }
  const note = message.internal,
    client = message.author_kind === "person";
  const look = note ? "border-note-line bg-note-bg" : client ? "border-line bg-bg" : "border-line bg-panel";
  return (
    <li className={`rounded-lg border px-3 py-2.5 ${look} ${note ? "border-dashed" : ""}`}>
      <p className="mb-1 flex flex-wrap items-center gap-x-2 text-xs">
        {onPick && (
          <input
            type="checkbox"
            aria-label={`Pick what ${message.author_name || "somebody"} said`}
            className="size-4 accent-accent"
            checked={picked ?? false}
            onChange={onPick}
          />
        )}
        <span className="font-semibold">{message.author_name || "Somebody"}</span>
        {note ? (
          <span className="inline-flex items-center gap-1 font-medium text-warn">
            <Lock size={12} aria-hidden />
            Internal note, not shown to the client
          </span>
        ) : (
          <span className="inline-flex items-center gap-1 text-dim">
            {client ? (
              <>
                <User size={12} aria-hidden />
                Client
              </>
            ) : message.author_kind === "system" ? (
              "Automatic"
            ) : (
              "To the client"
            )}
          </span>
        )}
        {message.merged_from_reference && <span className="text-dim">in {message.merged_from_reference}</span>}
        <Moment at={message.at_unix_ms} className="ml-auto text-dim" />
      </p>
      <p className="leading-5 break-words whitespace-pre-wrap">{message.text}</p>
      <Slot place="said" ticket={ticket} messageId={message.message_id} />
    </li>
  );
}
