// Hands a ticket to another level or skill, or calls a superior, with a note for whoever is next.
import { useState } from "react";
import { methods } from "@/api/client";
import type { TicketEscalation } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea } from "@/ui/field";
import { say } from "@/ui/toast";
import { placeLabel, touchedByHanding } from "./duty_words";

interface Shown {
  ticketId: string;
  escalation: TicketEscalation;
  onClose: () => void;
}

export default function EscalateDialog({ ticketId, escalation, onClose }: Shown) {
  const places = escalation.places.filter((place) => !place.is_current);
  const keyOf = (place: (typeof places)[number]) => `${place.path} ${place.to}`;
  const usual = places.find((place) => place.label === escalation.next_level) ?? places[0];
  const [key, setKey] = useState(usual ? keyOf(usual) : "");
  const [account, setAccount] = useState("");
  const [note, setNote] = useState("");
  const place = places.find((one) => keyOf(one) === key);
  const hand = useChange(methods.escalateTicket, touchedByHanding, {
    onSuccess: () => {
      say(`Handed to ${place?.label ?? "them"}.`);
      onClose();
    },
  });
  const calls = place?.path === "hierarchical";
  return (
    <FormDialog
      wide
      title="Hand on"
      submit={calls ? "Call" : "Hand on"}
      disabled={!place}
      busy={hand.isPending}
      error={hand.error ?? undefined}
      onClose={onClose}
      onSubmit={() => place && hand.mutate({ ticket_id: ticketId, path: place.path, to: place.to, account_id: account, note })}
    >
      <SelectField
        label="To"
        value={key}
        choices={places.map((one) => ({ value: keyOf(one), label: placeLabel(one) }))}
        onChange={(event) => {
          setKey(event.target.value);
          setAccount("");
        }}
        help={calls ? "They are paged now, like at night." : place?.vendor ? "Somebody outside: note their case number." : undefined}
        error={hand.error?.field("to")}
      />
      <SelectField
        label="Who"
        value={account}
        choices={[
          { value: "", label: calls ? "Everybody with that role" : "Whoever takes it there" },
          ...(place?.people ?? []).map((one) => ({ value: one.account_id, label: one.name })),
        ]}
        onChange={(event) => setAccount(event.target.value)}
        error={hand.error?.field("account_id")}
      />
      <TextArea
        label="Note for whoever is next"
        rows={5}
        value={note}
        onChange={(event) => setNote(event.target.value)}
        help="What was tried, what is known, what the client was promised. It stands in the ticket, internally."
        error={hand.error?.field("note")}
      />
    </FormDialog>
  );
}
