// One ticket, on its own page or beside the list: the moves, the conversation, the facts.
import { useRef } from "react";
import { Link } from "@tanstack/react-router";
import type { Ticket } from "@/api/generated/schema";
import { useWidth } from "@/ui/grid_columns";
import { Slot } from "@/ui/slot";
import { Chip, Priority, State } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { Notice } from "@/ui/panel";
import { Conversation } from "./conversation";
import { ReplyBox } from "./reply_box";
import { TicketFacts } from "./ticket_facts";
import { TicketMoves } from "./ticket_moves";
import { resolutionWords, standWords } from "./ticket_words";

const besideFrom = 760;

export function TicketView({ ticket }: { ticket: Ticket }) {
  const box = useRef<HTMLDivElement>(null);
  const wide = useWidth(box) >= besideFrom;
  return (
    <div
      ref={box}
      className={`grid gap-x-8 gap-y-4 px-4 py-3 md:px-6 ${wide ? "grid-cols-[minmax(0,1fr)_280px]" : "grid-cols-[minmax(0,1fr)]"}`}
    >
      <div className="min-w-0 space-y-4">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
          <State state={ticket.state} label={standWords(ticket)} />
          <span className="text-dim">
            {ticket.client_name}
            {ticket.requester_name && `, ${ticket.requester_name}`}, opened <Ago at={ticket.created_at_unix_ms} />
          </span>
          {ticket.kind === "internal" && <Chip>Internal</Chip>}
          {ticket.reopened_count > 0 && <Chip tone="bg-warn-bg text-warn">Reopened {ticket.reopened_count} times</Chip>}
        </div>
        {ticket.merged_into_ticket_id && (
          <Notice tone="info">
            This is a duplicate. It goes on in{" "}
            <Link to="/tickets/$ticket_id" params={{ ticket_id: ticket.merged_into_ticket_id }} className="link">
              {ticket.merged_into_reference}
            </Link>
            .
          </Notice>
        )}
        <Slot place="ticket_notice" ticket={ticket} />
        <TicketMoves ticket={ticket} />
        {!wide && <FoldedFacts ticket={ticket} />}
        {ticket.state === "resolved" && (
          <Notice tone="info">
            <State state="resolved" label={`Resolved: ${resolutionWords(ticket.resolution_code)}`} />
            <p className="whitespace-pre-wrap">{ticket.resolution_text}</p>
            <p className="text-xs text-dim">
              <Moment at={ticket.resolved_at_unix_ms} />
            </p>
          </Notice>
        )}
        {ticket.description && <p className="break-words whitespace-pre-wrap">{ticket.description}</p>}
        <Slot place="said" ticket={ticket} messageId="" />
        <Conversation ticket={ticket} />
        <ReplyBox ticket={ticket} />
      </div>
      {wide && (
        <div className="min-w-0">
          <TicketFacts ticket={ticket} />
        </div>
      )}
    </div>
  );
}

// Where there is no room beside, the conversation comes first and the facts unfold.
function FoldedFacts({ ticket }: { ticket: Ticket }) {
  return (
    <details className="group rounded-lg border border-line">
      <summary className="flex min-h-9 items-center gap-2 px-3 coarse:min-h-11">
        <Priority value={ticket.priority} />
        <span className="min-w-0 truncate">
          {ticket.assignee_name || "Nobody"}
          {ticket.device_name && ` · ${ticket.device_name}`}
        </span>
        <span className="ml-auto shrink-0 text-accent group-open:hidden">Details</span>
        <span className="ml-auto hidden shrink-0 text-accent group-open:inline">Fold</span>
      </summary>
      <div className="border-t border-line p-3">
        <TicketFacts ticket={ticket} />
      </div>
    </details>
  );
}
