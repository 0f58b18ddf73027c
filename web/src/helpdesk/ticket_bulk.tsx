// Many tickets at once: assign, move. Each has its own result; what failed stays selected.
import { useState } from "react";
import { UserCheck } from "lucide-react";
import { call, methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useSession } from "@/api/session";
import type { Picks } from "@/app/picks";
import { BulkBar } from "@/ui/bulk_bar";
import { changeMany } from "@/ui/bulk_orders";
import { clientNames, typedAbove } from "@/ui/bulk_run";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { counted } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Menu } from "@/ui/menu";
import { afterUndo, say } from "@/ui/toast";
import { ticketsAgain } from "./ticket_actions";
import { isReason, isState, moveLabel, moveNeeds, movesLater, resolutions, shortestReason, takesBack } from "./ticket_words";

type Row = Ticket & { id: string; name: string; where: string };
const rowsOf = (tickets: readonly Ticket[]): Row[] =>
  tickets.map((ticket) => ({ ...ticket, id: ticket.ticket_id, name: `${ticket.reference} ${ticket.title}`, where: ticket.client_name }));
const numbered = (tickets: readonly Ticket[]) =>
  tickets.length === 1 ? tickets[0].reference : counted(tickets.length, "ticket", "tickets");

interface Change {
  tickets: readonly Ticket[];
  verb: string; // "Assign"
  done: (tickets: readonly Ticket[]) => string;
  act: (ticket: Ticket) => Promise<Ticket>;
  back?: (before: Ticket) => Promise<unknown>;
}

const each = ({ tickets, verb, done, act, back }: Change) =>
  changeMany<Row>({
    title: `${verb} ${numbered(tickets)}`,
    items: rowsOf(tickets),
    after: ticketsAgain,
    done,
    failed: (items) => `${numbered(items)} did not change.`,
    act: async (ticket) => {
      await act(ticket);
      return back && (() => back(ticket));
    },
  });

const assignTo = (account: string) => (ticket: Ticket) =>
  call(methods.assignTicket, { ticket_id: ticket.ticket_id, assignee_account_id: account });
const assignBack = (before: Ticket) =>
  call(methods.assignTicket, { ticket_id: before.ticket_id, assignee_account_id: before.assignee_account_id, queue: before.queue });

export function TicketBulk({ picks }: { picks: Picks<Ticket> }) {
  const me = useSession();
  const [moving, setMoving] = useState<{ to: string; tickets: readonly Ticket[]; all: number }>();
  const { data } = useApi(methods.listQueues, {}, { enabled: picks.count > 0, staleTime: 60_000 });
  const able = async (action: string) => {
    const picked = await picks.gather();
    const tickets = picked.filter((ticket) => ticket.allowed_actions.includes(action));
    if (tickets.length === 0 && picked.length > 0) say("None of the selected tickets can do that now.");
    return { tickets, all: picked.length };
  };
  const assign = async (account: string, name: string) => {
    const { tickets } = await able("assign");
    if (tickets.length === 0) return;
    await each({
      tickets,
      verb: "Assign",
      act: assignTo(account),
      back: assignBack,
      done: (all) => `${numbered(all)} belong${all.length === 1 ? "s" : ""} to ${name}.`,
    });
    picks.clear();
  };
  const ask = async (to: string) => {
    const asked = await able(to);
    if (asked.tickets.length > 0) setMoving({ to, ...asked });
  };
  // Offered: whatever at least one of those on screen may move to.
  const states = [...new Set(picks.rows.flatMap((ticket) => ticket.allowed_actions.filter(isState)))];
  useKeys(
    [
      {
        keys: "Shift+m",
        label: "Assign the selected tickets to me",
        run: () => {
          if (me) void assign(me.account_id, "you");
        },
      },
    ],
    picks.count > 0,
  );
  return (
    <>
      <BulkBar picks={picks}>
        {me && (
          <Button icon={UserCheck} onClick={() => void assign(me.account_id, "you")}>
            Assign to me
          </Button>
        )}
        <Menu
          label="Assign"
          items={[
            ...(data?.assignees ?? []).map((assignee) => ({
              label: assignee.name,
              run: () => void assign(assignee.account_id, assignee.name),
            })),
            { label: "Nobody", run: () => void assign("", "nobody") },
          ]}
        />
        <Menu
          label="Move to"
          items={states.map((state) => ({ label: moveLabel(state, ""), run: () => void ask(state), danger: state === "cancelled" }))}
        />
      </BulkBar>
      {moving && (
        <BulkMove
          {...moving}
          onClose={() => setMoving(undefined)}
          onDone={() => {
            setMoving(undefined);
            picks.clear();
          }}
        />
      )}
    </>
  );
}

function BulkMove({
  to,
  tickets,
  all,
  onClose,
  onDone,
}: {
  to: string;
  tickets: readonly Ticket[];
  all: number;
  onClose: () => void;
  onDone: () => void;
}) {
  const needs = moveNeeds(to);
  const [text, setText] = useState("");
  const [code, setCode] = useState("fixed");
  const [typed, setTyped] = useState("");
  const words = text.trim();
  const ready = needs === "nothing" || (needs === "reason" ? isReason(words) : words !== "");
  const send = () => {
    const extra =
      needs === "message"
        ? { message: words }
        : needs === "reason"
          ? { reason: words }
          : needs === "resolution"
            ? { resolution_code: code, resolution_text: words }
            : {};
    onDone();
    const begin = (keepalive: boolean) =>
      void each({
        tickets,
        verb: `${moveLabel(to, "")}:`,
        act: (ticket) => call(methods.moveTicket, { ticket_id: ticket.ticket_id, state: to, ...extra }, { keepalive }),
        back: tickets.every((ticket) => takesBack(ticket.state, to))
          ? (ticket) => call(methods.moveTicket, { ticket_id: ticket.ticket_id, state: ticket.state })
          : undefined,
        done: (all) => `${numbered(all)} moved.`,
      });
    if (movesLater(to)) afterUndo(`Closing ${numbered(tickets)}.`, begin);
    else begin(false);
  };
  const wantsNumber = to === "cancelled" && tickets.length > typedAbove;
  const unsure = wantsNumber && typed.replace(/\D/g, "") !== String(tickets.length);
  return (
    <FormDialog
      title={`${moveLabel(to, "")}: ${counted(tickets.length, "ticket", "tickets")}`}
      submit={moveLabel(to, "")}
      tone={to === "cancelled" ? "danger" : "primary"}
      onSubmit={send}
      onClose={onClose}
      disabled={!ready || unsure || tickets.length === 0}
      description={`Of ${clientNames(tickets)}.${tickets.length < all ? ` The other ${all - tickets.length} cannot go there from where they are.` : ""}`}
    >
      {needs === "resolution" && (
        <SelectField label="How they ended" choices={resolutions} value={code} onChange={(event) => setCode(event.target.value)} />
      )}
      {needs !== "nothing" && (
        <TextArea
          label={needs === "message" ? "What each client shall answer" : needs === "reason" ? "Why" : "What was done"}
          help={needs === "reason" ? `At least ${shortestReason} letters.` : undefined}
          rows={4}
          value={text}
          onChange={(event) => setText(event.target.value)}
          autoFocus
        />
      )}
      {wantsNumber && (
        <TextField
          label={`Type ${tickets.length} to confirm`}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          inputMode="numeric"
          autoComplete="off"
        />
      )}
    </FormDialog>
  );
}
