// In the portal: who else of one's own organisation follows a ticket, and letting a colleague follow it by their address.
import { useState } from "react";
import { Eye, X } from "lucide-react";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { say } from "@/ui/toast";

export default function Followers({ ticket }: { ticket: Ticket }) {
  const [adding, setAdding] = useState(false);
  const [address, setAddress] = useState("");
  const relations = useApi(methods.getTicketRelations, { ticket_id: ticket.ticket_id }, { staleTime: 30_000 }).data;
  const change = useChange(methods.changeTicketWatchers, [methods.getTicketRelations, methods.listMessages], {
    onSuccess: () => {
      setAdding(false);
      setAddress("");
    },
  });
  const may = ticket.allowed_actions.includes("watch");
  const watchers = relations?.watchers ?? [];
  if (watchers.length === 0 && !may) return null;
  const send = (more: { add_addresses?: string[]; remove_person_ids?: string[] }, said: string) =>
    change.mutate({ ticket_id: ticket.ticket_id, ...more }, { onSuccess: () => say(said) });
  return (
    <section aria-label="Who follows this" className="mt-4 rounded-xl border border-line px-4 py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Eye size={16} aria-hidden className="shrink-0 text-dim" />
        <span className="text-dim">{watchers.length === 0 ? "Only whoever asked follows this." : "Also followed by"}</span>
        {watchers.map((one) => (
          <span key={one.id} className="inline-flex items-center gap-1 rounded-full border border-line px-2.5 py-0.5">
            {one.name}
            {may && (
              <button
                type="button"
                className="-mr-1 grid size-6 place-items-center rounded-full hover:bg-hover coarse:size-9"
                aria-label={`${one.name} no longer follows this`}
                disabled={change.isPending}
                onClick={() => send({ remove_person_ids: [one.id] }, `${one.name} no longer follows this.`)}
              >
                <X size={14} aria-hidden />
              </button>
            )}
          </span>
        ))}
        {may && !adding && (
          <Button className="h-11" onClick={() => setAdding(true)}>
            Let a colleague follow
          </Button>
        )}
      </div>
      {adding && (
        <form
          className="mt-3 flex flex-wrap items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            send({ add_addresses: [address.trim()] }, "They follow this now.");
          }}
        >
          <div className="min-w-0 flex-1 basis-60">
            <TextField
              label="Their mail address"
              type="email"
              autoComplete="off"
              autoFocus
              value={address}
              onChange={(event) => setAddress(event.target.value)}
              help="Somebody of your own organisation. They read all that is said in this ticket."
            />
          </div>
          <Button type="submit" tone="primary" className="h-11 px-4" busy={change.isPending} disabled={!address.includes("@")}>
            Add
          </Button>
          <Button className="h-11 px-4" onClick={() => setAdding(false)}>
            Cancel
          </Button>
        </form>
      )}
      {change.error && (
        <div className="mt-2">
          <ProblemLine error={change.error} />
        </div>
      )}
    </section>
  );
}
