// The states a ticket may move to, as the server names them; what a move needs is asked in a dialog.
import { useState } from "react";
import type { Ticket } from "@/api/generated/schema";
import { useSession } from "@/api/session";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { useCommands } from "@/ui/commands";
import { keysFor, useKeys } from "@/ui/keys";
import type { Later } from "@/ui/later";
import { Menu } from "@/ui/menu";
import { whyNot, whyNotMove, whyNotOn } from "./key_words";
import { useMoveForm } from "./move_form";
import { assign, move, moveLater, notMoved, usePending } from "./ticket_actions";
import { isState, keyOfMove, moveLabel, moveNeeds, movesLater, nextMove, usualMove } from "./ticket_words";

const barredBy = ({ text, undo }: Later) => (undo ? `${text} in a moment. ${keysFor("z")} takes it back.` : `${text}…`);

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
  const next = nextMove(states);
  const hint = (state: string) => keyOfMove[state] ?? (state === next ? "b" : undefined);
  const barred = (may: boolean, why: () => string) => (waits ? barredBy(waits) : may ? "" : why());
  useKeys([
    {
      keys: "m",
      label: "Assign to me",
      barred: barred(mayTake, () => (me && ticket.assignee_account_id === me ? `${ticket.reference} is yours already.` : whyNot("assign", ticket))),
      run: () => void assign(ticket, me),
    },
    ...Object.entries(keyOfMove).map(([state, keys]) => ({
      keys,
      label: moveLabel(state, ticket.state),
      barred: barred(states.includes(state), () => whyNotMove(state, ticket)),
      run: () => begin(state),
    })),
    {
      keys: "b",
      label: next ? moveLabel(next, ticket.state) : "Go on with the ticket",
      barred: barred(next !== undefined, () => whyNotOn(ticket)),
      run: () => next && begin(next),
    },
  ]);
  // What has a key is in the palette by it.
  useCommands(
    waits
      ? []
      : states.filter((state) => !hint(state)).map((state) => ({ label: moveLabel(state, ticket.state), hint: "Move to", run: () => begin(state) })),
  );
  if (waits)
    return (
      <p className="no-print flex min-h-7 flex-wrap items-center gap-3">
        <span className="text-dim">{waits.undo ? `${waits.text} in a moment.` : `${waits.text}…`}</span>
        {waits.undo && <Button onClick={waits.undo}>Take it back</Button>}
      </p>
    );
  if (states.length === 0 && !mayTake) return null;
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
          .map((state) => ({ label: moveLabel(state, ticket.state), keys: hint(state), run: () => begin(state), danger: state === "cancelled" }))}
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
