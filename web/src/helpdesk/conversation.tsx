// What was said: to the client, among colleagues (never to be confused), and what happened.
import { Lock, User } from "lucide-react";
import { methods } from "@/api/client";
import type { Ticket, TicketMessage } from "@/api/generated/schema";
import { useApiPages } from "@/api/query";
import { Button } from "@/ui/button";
import { Failed, Loading } from "@/ui/empty";
import { Moment } from "@/ui/time";

export function Conversation({ ticket }: { ticket: Ticket }) {
  const query = useApiPages(methods.listMessages, { ticket_id: ticket.ticket_id }, (answer) => answer.messages);
  if (query.isPending) return <Loading what="the conversation" rows={3} />;
  if (query.isError && query.rows.length === 0)
    return <Failed what="the conversation" error={query.error} retry={() => void query.refetch()} />;
  return (
    <section aria-label="Conversation">
      <ol className="space-y-3">
        {query.rows.map((message) => (
          <Said key={message.message_id} message={message} />
        ))}
      </ol>
      {query.rows.length === 0 && <p className="text-dim">Nothing was said yet.</p>}
      {query.hasNextPage && (
        <Button className="mt-3" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
          Show later messages
        </Button>
      )}
    </section>
  );
}

function Said({ message }: { message: TicketMessage }) {
  if (message.kind === "event") {
    return (
      <li className="flex items-baseline gap-2 text-xs text-dim">
        <span aria-hidden className="h-px w-4 shrink-0 self-center bg-line" />
        <span className="min-w-0 break-words">
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
        <Moment at={message.at_unix_ms} className="ml-auto text-dim" />
      </p>
      <p className="leading-5 break-words whitespace-pre-wrap">{message.text}</p>
    </li>
  );
}
