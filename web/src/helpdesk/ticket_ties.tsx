// Other tickets that this one is tied to.
import { lazy, Suspense, useState } from "react";
import { Link } from "@tanstack/react-router";
import { CornerDownRight, Link2, Merge, X } from "lucide-react";
import { call, methods } from "@/api/client";
import type { RelatedTicket, Ticket } from "@/api/generated/schema";
import { useAdds } from "@/ui/adds";
import { Button, IconButton } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { SelectField } from "@/ui/field";
import { useKeys } from "@/ui/keys";
import { Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { say, sayProblem } from "@/ui/toast";
import { FindTicket } from "./find_ticket";
import { whyNoFollowUp, whyNot } from "./key_words";
import { groupRelations, relationChoices, relationName } from "./relation_words";
import { ticketsAgain } from "./ticket_actions";
import { useRelations } from "./ticket_people";

const FollowUpDialog = lazy(() => import("./follow_up_dialog").then((file) => ({ default: file.FollowUpDialog })));
const MergeDialog = lazy(() => import("./merge_dialog").then((file) => ({ default: file.MergeDialog })));

export function TicketTies({ ticket }: { ticket: Ticket }) {
  const relations = useRelations(ticket);
  const [asking, setAsking] = useState<"link" | "merge" | "follow">();
  const mayRelate = ticket.allowed_actions.includes("relate"),
    mayMerge = ticket.allowed_actions.includes("merge");
  const hasEnded = mayRelate && ["resolved", "closed", "cancelled"].includes(ticket.state);
  useKeys([
    { keys: "f", label: "Open a follow-up", run: () => setAsking("follow"), barred: hasEnded ? "" : whyNoFollowUp(ticket) },
    { keys: "y", label: "Merge into another ticket", run: () => setAsking("merge"), barred: mayMerge ? "" : whyNot("merge", ticket) },
    { keys: "i", label: "Link to another ticket", run: () => setAsking("link"), barred: mayRelate ? "" : whyNot("relate", ticket) },
  ]);
  const tickets = relations.data?.tickets ?? [];
  const none = tickets.length === 0;
  useAdds(
    [
      ...(hasEnded ? [{ label: "A follow-up", command: "Open a follow-up", keys: "f", run: () => setAsking("follow") }] : []),
      ...(mayMerge ? [{ label: "To another ticket: merge", command: "Merge into another ticket", keys: "y", run: () => setAsking("merge") }] : []),
      { label: "A link to another ticket", command: "Link to another ticket", keys: "i", run: () => setAsking("link") },
    ],
    mayRelate && none,
  );
  const close = () => setAsking(undefined);
  const dialogs = (
    <Suspense fallback={null}>
      {asking === "link" && <LinkDialog ticket={ticket} onClose={close} />}
      {asking === "follow" && <FollowUpDialog ticket={ticket} onClose={close} />}
      {asking === "merge" && <MergeDialog ticket={ticket} onClose={close} />}
    </Suspense>
  );
  if (none) return dialogs;
  return (
    <Section
      title="Belongs together"
      aside={
        mayRelate && (
          <>
            <Button tone="quiet" icon={Link2} keys="i" onClick={() => setAsking("link")}>
              Link
            </Button>
            {hasEnded && (
              <Button tone="quiet" icon={CornerDownRight} keys="f" onClick={() => setAsking("follow")}>
                Follow-up
              </Button>
            )}
            {mayMerge && (
              <Button tone="quiet" icon={Merge} keys="y" onClick={() => setAsking("merge")}>
                Merge
              </Button>
            )}
          </>
        )
      }
    >
      <dl className="space-y-2">
        {groupRelations(tickets).map(([relation, list]) => (
          <div key={relation}>
            <dt className="text-xs text-dim">{relationName(relation)}</dt>
            {list.map((one) => (
              <dd key={one.ticket_id}>
                <OneTicket ticket={ticket} other={one} />
              </dd>
            ))}
          </div>
        ))}
      </dl>
      {dialogs}
    </Section>
  );
}

async function tie(ticket: Ticket, relation: string, other: string) {
  await call(methods.linkTicket, { ticket_id: ticket.ticket_id, relation, other_ticket_id: other });
  await ticketsAgain();
}

async function untie(ticket: Ticket, relation: string, other: string) {
  await call(methods.unlinkTicket, { ticket_id: ticket.ticket_id, relation, other_ticket_id: other });
  await ticketsAgain();
}

function OneTicket({ ticket, other }: { ticket: Ticket; other: RelatedTicket }) {
  const failed = (error: unknown) => sayProblem("The link did not change.", error);
  const remove = () =>
    void untie(ticket, other.relation, other.ticket_id).then(
      () => say(`No longer tied to ${other.reference}.`, () => void tie(ticket, other.relation, other.ticket_id).catch(failed)),
      failed,
    );
  return (
    <span className="flex min-h-7 items-center gap-2">
      <Link to="/tickets/$ticket_id" params={{ ticket_id: other.ticket_id }} className="link min-w-0 flex-1 truncate" title={other.title}>
        {other.reference} {other.title}
      </Link>
      <State state={other.state} />
      {other.removable && <IconButton icon={X} label={`Take the tie to ${other.reference} away`} onClick={remove} />}
    </span>
  );
}

function LinkDialog({ ticket, onClose }: { ticket: Ticket; onClose: () => void }) {
  const [relation, setRelation] = useState("related");
  const [other, setOther] = useState<Ticket>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const send = () => {
    if (!other) return;
    setBusy(true);
    tie(ticket, relation, other.ticket_id)
      .then(() => {
        say(`Tied to ${other.reference}.`, () => void untie(ticket, relation, other.ticket_id));
        onClose();
      }, setError)
      .finally(() => setBusy(false));
  };
  return (
    <FormDialog wide title={`Link ${ticket.reference}`} submit="Link" onSubmit={send} onClose={onClose} busy={busy} error={error} disabled={!other}>
      <SelectField label="How" choices={relationChoices} value={relation} onChange={(event) => setRelation(event.target.value)} />
      <FindTicket of={ticket} chosen={other} onChoose={setOther} />
    </FormDialog>
  );
}
