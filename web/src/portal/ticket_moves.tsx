// What somebody of the client does to a ticket: confirm that it is solved, say that it is not, take it back.
import { useState } from "react";
import { Check, RotateCcw } from "lucide-react";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { TextArea } from "@/ui/field";
import { say } from "@/ui/toast";

type Form = "reopen" | "withdraw";
const shortestReason = 10;
const isReason = (text: string) => text.replaceAll(/\s/g, "").length >= shortestReason;

export function TicketMoves({ ticket }: { ticket: Ticket }) {
  const [form, setForm] = useState<Form>();
  const may = (state: string) => ticket.allowed_actions.includes(state);
  const change = useChange(methods.moveTicket, [methods.getTicket, methods.listMessages, methods.listTickets], {
    etag: ticket.etag,
    onSuccess: () => setForm(undefined),
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
        {form === "reopen" ? (
          <Why
            label="What still does not work?"
            submit="Open it again"
            ok={(text) => text.trim().length > 0}
            busy={change.isPending}
            error={change.error}
            send={(text) => move("in_progress", { message: text }, "It is open again.")}
            cancel={() => setForm(undefined)}
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
              <Button icon={RotateCcw} className="h-11 px-4" onClick={() => setForm("reopen")}>
                It does not work yet
              </Button>
            )}
          </div>
        )}
        {!form && Boolean(change.error) && <ProblemLine error={change.error} />}
      </div>
    );
  if (!may("cancelled")) return null;
  return form === "withdraw" ? (
    <div className="mt-4 rounded-xl border border-line px-4 py-3">
      <Why
        label="Why is it no longer needed?"
        help="A few words: whoever works on it reads them."
        submit="Withdraw it"
        ok={isReason}
        busy={change.isPending}
        error={change.error}
        send={(text) => move("cancelled", { reason: text }, "It is withdrawn.")}
        cancel={() => setForm(undefined)}
      />
    </div>
  ) : (
    <Button tone="quiet" className="mt-2 -ml-2.5 h-9" onClick={() => setForm("withdraw")}>
      I no longer need this
    </Button>
  );
}

interface WhyProps {
  label: string;
  help?: string;
  submit: string;
  ok: (text: string) => boolean;
  busy: boolean;
  error: unknown;
  send: (text: string) => void;
  cancel: () => void;
}

function Why({ label, help, submit, ok, busy, error, send, cancel }: WhyProps) {
  const [text, setText] = useState("");
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
