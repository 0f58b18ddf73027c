// One ticket: where it stands, what is promised, what was said, and what this person may do.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Ticket, TicketMessage } from "@/api/generated/schema";
import { useApi, useApiPages } from "@/api/query";
import { buttonClass } from "@/ui/button";
import { More } from "@/ui/more";
import { Failed, Loading } from "@/ui/empty";
import { Facts } from "@/ui/panel";
import { Ago, Moment, Until } from "@/ui/time";
import { base, ticketAddress, To, usePlace } from "./address";
import { Answer } from "./answer";
import { useAskAgain } from "./live";
import { Block, Heading } from "./parts";
import { PortalSlot } from "./places";
import { TicketMoves } from "./ticket_moves";
import { TicketState } from "./ticket_state";
import { useMe } from "./who";
import { eventWords, isOver, nextPromise, promiseWords } from "./words";

export default function TicketPage() {
  const { id } = usePlace();
  const query = useApi(methods.getTicket, { ticket_id: id }, { refetchInterval: useAskAgain() });
  const ticket = query.data;
  if (query.isError && !ticket) return <Failed what="this ticket" error={query.error} retry={() => void query.refetch()} />;
  if (!ticket) return <Loading what="the ticket" />;
  const mayWrite = ticket.allowed_actions.includes("reply");
  return (
    <>
      <p className="mb-1 text-sm">
        <To to={`${base}/tickets`} className="link">
          Tickets
        </To>{" "}
        <span className="text-dim">/ {ticket.reference}</span>
      </p>
      <Heading title={ticket.title} />
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <TicketState ticket={ticket} />
        <Promise ticket={ticket} />
      </div>
      {ticket.merged_into_ticket_id && <GoesOn ticket={ticket} />}
      <TicketMoves ticket={ticket} />
      <PortalSlot place="portal_ticket" ticket={ticket} />
      <Conversation ticket={ticket} />
      {mayWrite && <Answer ticket={ticket} />}
      {isOver(ticket.state) && ticket.state !== "merged" && <Afterwards ticket={ticket} />}
      <About ticket={ticket} />
    </>
  );
}

function Promise({ ticket }: { ticket: Ticket }) {
  const next = nextPromise(ticket.clocks);
  if (isOver(ticket.state) || ticket.state === "resolved" || !next) return null;
  const what = promiseWords(next.kind);
  if (next.breach_at_unix_ms)
    return (
      <span className="text-sm text-crit">
        {what}: promised until <Moment at={next.due_at_unix_ms} />, we are late
      </span>
    );
  if (!next.counting) return <span className="text-sm text-dim">{what}: the clock stands still while we wait</span>;
  return (
    <span className="text-sm text-dim">
      {what} promised <Until at={next.due_at_unix_ms} /> (<Moment at={next.due_at_unix_ms} />)
    </span>
  );
}

function Conversation({ ticket }: { ticket: Ticket }) {
  const query = useApiPages(methods.listMessages, { ticket_id: ticket.ticket_id, page_size: 200 }, (answer) => answer.messages, {
    refetchInterval: useAskAgain(),
  });
  return (
    <Block title="What was said">
      {!ticket.description && <PortalSlot place="files_of" ticket={ticket} messageId="" />}
      {ticket.description && (
        <div className="mb-3 rounded-xl border border-line bg-panel px-4 py-3">
          <p className="mb-1 text-sm text-dim">
            {ticket.requester_name || "Opened"}, <Moment at={ticket.created_at_unix_ms} />
          </p>
          <p className="break-words whitespace-pre-wrap">{ticket.description}</p>
          <PortalSlot place="files_of" ticket={ticket} messageId="" />
        </div>
      )}
      {query.isPending && <Loading what="the conversation" rows={2} />}
      {query.isError && query.rows.length === 0 && (
        <Failed what="the conversation" error={query.error} retry={() => void query.refetch()} />
      )}
      <ol className="space-y-3" aria-live="polite" aria-relevant="additions">
        {query.rows.map((message) => (
          <Said key={message.message_id} message={message} ticket={ticket} />
        ))}
      </ol>
      <More of={query} className="mt-3 h-11">Show later messages</More>
    </Block>
  );
}

function Said({ message, ticket }: { message: TicketMessage; ticket: Ticket }) {
  const event = message.kind === "event" ? eventWords(message.text) : undefined;
  if (event === "") return null;
  if (event)
    return (
      <li className="flex items-baseline gap-3 text-sm text-dim">
        <span className="min-w-0 flex-1 break-words">{event}</span>
        <Moment at={message.at_unix_ms} className="shrink-0" />
      </li>
    );
  const ours = message.author_kind === "person";
  return (
    <li
      className={`max-w-[92%] rounded-xl border px-4 py-3 ${ours ? "ml-auto border-accent/40 bg-panel" : "border-line bg-bg"}`}
    >
      <p className="mb-1 flex flex-wrap items-baseline gap-x-3 text-sm">
        <span className="font-semibold">{message.author_name || "Somebody"}</span>
        <Moment at={message.at_unix_ms} className="text-dim" />
      </p>
      <p className="break-words whitespace-pre-wrap">{message.text}</p>
      <PortalSlot place="files_of" ticket={ticket} messageId={message.message_id} />
    </li>
  );
}

// What was said in a duplicate is said on in the ticket that it was joined with.
function GoesOn({ ticket }: { ticket: Ticket }) {
  return (
    <p className="mt-4 rounded-xl border border-line bg-panel px-4 py-3">
      It is joined with another ticket.{" "}
      <To to={ticketAddress(ticket.merged_into_ticket_id)} className="link inline-flex min-h-11 items-center">
        It goes on in {ticket.merged_into_reference}
      </To>
    </p>
  );
}

function Afterwards({ ticket }: { ticket: Ticket }) {
  const me = useMe();
  if (!me.may("ticket.write")) return null;
  const about = new URLSearchParams({ follows: ticket.ticket_id, about: ticket.reference, ...(ticket.device_id ? { device: ticket.device_id } : {}) });
  return (
    <div className="mt-6 flex flex-wrap items-center gap-3 rounded-xl border border-line px-4 py-3">
      <span className="min-w-0 flex-1">This ticket is over. Is there more to it?</span>
      <To to={`${base}/new?${about}`} className={buttonClass("plain", "h-11")}>
        Open a new one about this
      </To>
    </div>
  );
}

function About({ ticket }: { ticket: Ticket }) {
  const [open, setOpen] = useState(false);
  return (
    <div className="mt-6">
      <button type="button" className="link" aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? "Less" : "More about this ticket"}
      </button>
      {open && (
        <div className="mt-3 rounded-xl border border-line px-4 py-3 text-sm">
          <Facts
            rows={[
              ["Reference", ticket.reference],
              ["Opened", <Moment key="opened" at={ticket.created_at_unix_ms} />],
              ["Last change", <Ago key="changed" at={ticket.changed_at_unix_ms} />],
              ["Asked by", ticket.requester_name || "nobody by name"],
              ["Device", ticket.device_name || "none"],
              ...(ticket.assignee_name ? ([["Who does it", ticket.assignee_name]] as const) : []),
              ["Priority", ticket.priority],
              ...(ticket.follows_reference ? ([["Follows", ticket.follows_reference]] as const) : []),
              ...ticket.clocks
                .filter((clock) => clock.state !== "cancelled")
                .map((clock) => [promiseWords(clock.kind), clock.explanation || clock.state] as const),
            ]}
          />
        </div>
      )}
    </div>
  );
}
