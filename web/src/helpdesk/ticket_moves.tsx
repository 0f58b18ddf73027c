// The states a ticket may move to, as the server names them; what a move needs is asked in a dialog.
import { useState } from "react";
import type { Ticket } from "@/api/generated/schema";
import { useSession } from "@/api/session";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { CheckField, SelectField, TextArea, TextField } from "@/ui/field";
import { useKeys } from "@/ui/keys";
import { Menu } from "@/ui/menu";
import { assign, close, move, notMoved } from "./ticket_actions";
import { isReason, isState, moveLabel, moveNeeds, movesLater, resolutions, shortestReason, usualMove } from "./ticket_words";

export function TicketMoves({ ticket }: { ticket: Ticket }) {
  const [asking, setAsking] = useState<string>();
  const [busy, setBusy] = useState(false);
  const me = useSession()?.account_id ?? "";
  const states = ticket.allowed_actions.filter(isState);
  const first = usualMove(states);
  const rest = states.filter((state) => state !== first);
  const mayTake = ticket.allowed_actions.includes("assign") && ticket.assignee_account_id !== me;
  const begin = (to: string) => {
    if (moveNeeds(to) !== "nothing") {
      setAsking(to);
      return;
    }
    setBusy(true);
    (movesLater(to) ? close(ticket) : move(ticket, { state: to }))
      .catch((error: unknown) => notMoved(ticket, error))
      .finally(() => setBusy(false));
  };
  useKeys([
    ...(mayTake ? [{ keys: "m", label: "Assign to me", run: () => void assign(ticket, me) }] : []),
    ...(states.includes("resolved") ? [{ keys: "d", label: "Resolve", run: () => begin("resolved") }] : []),
  ]);
  if (states.length === 0 && !mayTake) return null;
  return (
    <div className="no-print flex flex-wrap gap-2">
      {first && (
        <Button tone="primary" busy={busy} onClick={() => begin(first)}>
          {moveLabel(first, ticket.state)}
        </Button>
      )}
      {mayTake && (
        <Button keys="m" onClick={() => void assign(ticket, me)}>
          Assign to me
        </Button>
      )}
      {rest.includes("waiting_client") && (
        <Button onClick={() => begin("waiting_client")}>{moveLabel("waiting_client", ticket.state)}</Button>
      )}
      <Menu
        label="Move to"
        items={rest
          .filter((state) => state !== "waiting_client")
          .map((state) => ({ label: moveLabel(state, ticket.state), run: () => begin(state), danger: state === "cancelled" }))}
      />
      {asking && <MoveDialog ticket={ticket} to={asking} onClose={() => setAsking(undefined)} />}
    </div>
  );
}

function MoveDialog({ ticket, to, onClose }: { ticket: Ticket; to: string; onClose: () => void }) {
  const needs = moveNeeds(to);
  const [text, setText] = useState("");
  const [code, setCode] = useState(ticket.kind === "request" ? "fulfilled" : "fixed");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const [until, setUntil] = useState("");
  const [granted, setGranted] = useState(false); // agreed; the client's own vendor; with the parts
  const words = text.trim();
  const dated = needs === "date" ? until !== "" && (!granted || isReason(words)) : true;
  const ready = needs === "date" ? dated : needs === "reason" ? isReason(words) : words !== "";
  const until_unix_ms = until ? new Date(until).getTime() : 0;
  const send = () => {
    setBusy(true);
    move(ticket, {
      state: to,
      ...(needs === "message" ? { message: words, until_unix_ms } : {}),
      ...(needs === "reason" ? { reason: words, vendor_is_the_clients: to === "waiting_vendor" && granted } : {}),
      ...(needs === "date" ? { reason: words, until_unix_ms, requester_agreed: granted } : {}),
      ...(needs === "resolution" ? { resolution_code: code, resolution_text: words, with_children: granted } : {}),
    })
      .then(onClose, setError)
      .finally(() => setBusy(false));
  };
  const labels = {
    nothing: "",
    message: "What the client shall answer",
    reason: "Why",
    resolution: "What was done",
    date: granted ? "How the requester agreed" : "What for",
  };
  return (
    <FormDialog
      title={`${moveLabel(to, ticket.state)}: ${ticket.reference}`}
      description={needs === "message" ? "It is sent to the client, and the ticket waits for the answer." : undefined}
      submit={moveLabel(to, ticket.state)}
      tone={to === "cancelled" ? "danger" : "primary"}
      onSubmit={send}
      onClose={onClose}
      busy={busy}
      error={error}
      disabled={!ready}
    >
      {needs === "resolution" && (
        <SelectField label="How it ended" choices={resolutions} value={code} onChange={(event) => setCode(event.target.value)} />
      )}
      {needs === "date" && (
        <>
          <TextField
            label="Until"
            type="datetime-local"
            help="Then it goes on by itself."
            value={until}
            onChange={(event) => setUntil(event.target.value)}
            autoFocus
          />
          <CheckField
            label="The requester agreed to this date"
            help="Only then do the promises stand still."
            checked={granted}
            onChange={(event) => setGranted(event.target.checked)}
          />
        </>
      )}
      <TextArea
        label={labels[needs]}
        rows={4}
        help={
          needs === "reason"
            ? `At least ${shortestReason} letters; colleagues read it.`
            : needs === "resolution"
              ? "A sentence that the next person with this problem understands."
              : undefined
        }
        value={text}
        onChange={(event) => setText(event.target.value)}
        maxLength={20_000}
        autoFocus={needs !== "date"}
      />
      {needs === "message" && (
        <TextField
          label="Go on without an answer at"
          type="datetime-local"
          help="Empty: the client is reminded after 1, 3 and 5 business days, and the day after it is resolved without a reply."
          value={until}
          onChange={(event) => setUntil(event.target.value)}
        />
      )}
      {to === "waiting_vendor" && (
        <CheckField
          label="It is the client's own vendor, not managed by us"
          help="Only then do the promises stand still."
          checked={granted}
          onChange={(event) => setGranted(event.target.checked)}
        />
      )}
      {needs === "resolution" && (ticket.open_child_count ?? 0) > 0 && (
        <CheckField
          label={`Resolve the ${ticket.open_child_count} open parts with it`}
          help="By the same words; whoever asked is told in each."
          checked={granted}
          onChange={(event) => setGranted(event.target.checked)}
        />
      )}
    </FormDialog>
  );
}
