// What somebody of the client does to a ticket: confirm that it is solved, say that it is not, take it back.
import { useState } from "react";
import { Check, RotateCcw, Undo2 } from "lucide-react";
import { call, methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { queries, refresh, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { TextArea } from "@/ui/field";
import { later, useLater } from "@/ui/later";
import { say, sayProblem } from "@/ui/toast";

const touched = [methods.getTicket, methods.listMessages, methods.listTickets];
const shortestReason = 10;
const isReason = (text: string) => text.replaceAll(/\s/g, "").length >= shortestReason;

export function TicketMoves({ ticket }: { ticket: Ticket }) {
  const [reopening, setReopening] = useState(false);
  const may = (state: string) => ticket.allowed_actions.includes(state);
  const change = useChange(methods.moveTicket, touched, {
    etag: ticket.etag,
    onSuccess: () => setReopening(false),
  });
  const move = (state: string, more: { message?: string; reason?: string }, said: string) =>
    change.mutate({ ticket_id: ticket.ticket_id, state, ...more } as Parameters<typeof change.mutate>[0], { onSuccess: () => say(said) });
  // Also what was closed meanwhile, as long as it may be opened again.
  const solved = ticket.state === "resolved" || (ticket.state === "closed" && may("in_progress"));
  if (solved)
    return (
      <div className="mt-4 rounded-xl border border-ok/40 bg-ok-bg px-4 py-3">
        <p className="font-semibold text-ok">{ticket.state === "closed" ? "It is closed as solved." : "We think that it is solved."}</p>
        {ticket.resolution_text && <p className="mt-1 break-words whitespace-pre-wrap">{ticket.resolution_text}</p>}
        {reopening ? (
          <Why
            label="What still does not work?"
            submit="Open it again"
            ok={(text) => text.trim().length > 0}
            busy={change.isPending}
            error={change.error}
            send={(text) => move("in_progress", { message: text }, "It is open again.")}
            cancel={() => setReopening(false)}
          />
        ) : (
          <div className="mt-3 flex flex-wrap gap-2">
            {may("closed") && (
              <Button
                tone="primary"
                icon={Check}
                className="h-11 px-4"
                busy={change.isPending}
                onClick={() => move("closed", {}, "Thank you. It is closed.")}
              >
                It works: close it
              </Button>
            )}
            {may("in_progress") && (
              <Button icon={RotateCcw} className="h-11 px-4" onClick={() => setReopening(true)}>
                It does not work yet
              </Button>
            )}
          </div>
        )}
        {!reopening && Boolean(change.error) && <ProblemLine error={change.error} />}
      </div>
    );
  return may("cancelled") ? <Withdraw ticket={ticket} /> : null;
}

// It is over for good: asked for when the time for Undo has passed.
function Withdraw({ ticket }: { ticket: Ticket }) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const about = `withdraw ${ticket.ticket_id}`;
  const going = useLater(about);
  const withdraw = (why: string) => {
    setReason(why);
    const act = (leaving: boolean) =>
      call(methods.moveTicket, { ticket_id: ticket.ticket_id, state: "cancelled", reason: why }, { keepalive: leaving })
        .then(
          () => void say("It is withdrawn."),
          (error: unknown) => void sayProblem("It is not withdrawn.", error),
        )
        .finally(() => refresh(queries, touched));
    later(about, `Withdrawing ${ticket.reference}`, act);
  };
  if (going)
    return (
      <p role="status" className="mt-4 flex flex-wrap items-center gap-3 rounded-xl border border-line px-4 py-3">
        <span>{going.text}.</span>
        {going.undo && (
          <Button icon={Undo2} className="h-11 px-4" onClick={going.undo}>
            Undo
          </Button>
        )}
      </p>
    );
  return asking ? (
    <div className="mt-4 rounded-xl border border-line px-4 py-3">
      <Why
        label="Why is it no longer needed?"
        help="A few words: whoever works on it reads them."
        submit="Withdraw it"
        written={reason}
        ok={isReason}
        busy={false}
        error={undefined}
        send={withdraw}
        cancel={() => setAsking(false)}
      />
    </div>
  ) : (
    <Button tone="quiet" className="mt-2 -ml-2.5 h-9" onClick={() => setAsking(true)}>
      I no longer need this
    </Button>
  );
}

interface WhyProps {
  label: string;
  help?: string;
  submit: string;
  written?: string; // what was written before
  ok: (text: string) => boolean;
  busy: boolean;
  error: unknown;
  send: (text: string) => void;
  cancel: () => void;
}

function Why({ label, help, submit, written = "", ok, busy, error, send, cancel }: WhyProps) {
  const [text, setText] = useState(written);
  return (
    <form
      className="mt-2 space-y-2"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (ok(text)) send(text.trim());
      }}
    >
      <TextArea label={label} help={help} value={text} onChange={(event) => setText(event.target.value)} autoFocus />
      {Boolean(error) && <ProblemLine error={error} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" tone="primary" className="h-11 px-4" busy={busy} disabled={!ok(text)}>
          {submit}
        </Button>
        <Button className="h-11 px-4" onClick={cancel}>
          Back
        </Button>
      </div>
    </form>
  );
}
