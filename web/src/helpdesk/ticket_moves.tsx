// The states a ticket may move to, as the server names them; what a move needs is asked in a dialog.
import { useState } from "react";
import type { Ticket } from "@/api/generated/schema";
import { useSession } from "@/api/session";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { useKeys } from "@/ui/keys";
import { Menu } from "@/ui/menu";
import { useMoveForm } from "./move_form";
import { assign, move, moveLater, notMoved, usePending } from "./ticket_actions";
import { isState, moveLabel, moveNeeds, movesLater, usualMove } from "./ticket_words";

// The moves of every day have a key each.
const keyed: Record<string, string> = { resolved: "d", waiting_client: "q", scheduled: "s" };

export function TicketMoves({ ticket }: { ticket: Ticket }) {
  const [asking, setAsking] = useState<string>();
  const [busy, setBusy] = useState(false);
  const me = useSession()?.account_id ?? "";
  const waits = usePending(ticket.ticket_id);
  const states = ticket.allowed_actions.filter(isState);
  const first = usualMove(states);
  const rest = states.filter((state) => state !== first);
  const mayTake = ticket.allowed_actions.includes("assign") && ticket.assignee_account_id !== me;
  const begin = (to: string) => {
    if (moveNeeds(to, !ticket.category_id) !== "nothing") setAsking(to);
    else if (movesLater(to)) moveLater(ticket, { state: to });
    else {
      setBusy(true);
      move(ticket, { state: to })
        .catch((error: unknown) => notMoved(ticket, error))
        .finally(() => setBusy(false));
    }
  };
  const usual = states.includes("in_progress") ? "in_progress" : states.includes("closed") ? "closed" : undefined;
  useKeys(
    waits
      ? []
      : [
          ...(mayTake ? [{ keys: "m", label: "Assign to me", run: () => void assign(ticket, me) }] : []),
          ...Object.entries(keyed)
            .filter(([state]) => states.includes(state))
            .map(([state, keys]) => ({ keys, label: moveLabel(state, ticket.state), run: () => begin(state) })),
          ...(usual ? [{ keys: "b", label: moveLabel(usual, ticket.state), run: () => begin(usual) }] : []),
        ],
  );
  if (waits)
    return (
      <p className="no-print flex min-h-7 flex-wrap items-center gap-3">
        <span className="text-dim">{waits.text} in a moment.</span>
        <Button onClick={waits.undo}>Take it back</Button>
      </p>
    );
  if (states.length === 0 && !mayTake) return null;
  const hint = (state: string) => keyed[state] ?? (state === usual ? "b" : undefined);
  return (
    <div className="no-print flex flex-wrap gap-2">
      {first && (
        <Button tone="primary" busy={busy} keys={hint(first)} onClick={() => begin(first)}>
          {moveLabel(first, ticket.state)}
        </Button>
      )}
      {mayTake && (
        <Button keys="m" onClick={() => void assign(ticket, me)}>
          Assign to me
        </Button>
      )}
      {rest.includes("waiting_client") && (
        <Button keys="q" onClick={() => begin("waiting_client")}>
          {moveLabel("waiting_client", ticket.state)}
        </Button>
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
  const form = useMoveForm({ to, tickets: [ticket], draft: `move.${to}.${ticket.ticket_id}` });
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const send = () => {
    if (movesLater(to)) {
      moveLater(ticket, form.request, form.keep);
      form.forget();
      onClose();
      return;
    }
    setBusy(true);
    move(ticket, form.request)
      .then(() => {
        form.forget();
        onClose();
      }, setError)
      .finally(() => setBusy(false));
  };
  return (
    <FormDialog
      title={`${moveLabel(to, ticket.state)}: ${ticket.reference}`}
      description={to === "waiting_client" ? "It is sent to the client, and the ticket waits for the answer." : undefined}
      submit={moveLabel(to, ticket.state)}
      tone={to === "cancelled" ? "danger" : "primary"}
      onSubmit={send}
      onClose={onClose}
      busy={busy}
      error={error}
      disabled={!form.ready}
    >
      {form.fields}
    </FormDialog>
  );
}
