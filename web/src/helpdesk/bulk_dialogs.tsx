// What a change of many tickets asks before: how many and whose are said first.
import { useState, type ReactNode } from "react";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { clientNames, typedAbove } from "@/ui/bulk_run";
import { FormDialog } from "@/ui/dialog";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { counted } from "@/ui/format";
import { afterUndo } from "@/ui/toast";
import { moveMany, noteMany, numbered, tagMany, updateMany } from "./many_tickets";
import { useMoveForm } from "./move_form";
import { tagsOf } from "./relation_words";
import type { BulkKind } from "./ticket_bulk";
import { isReason, laterWords, moveLabel, movesLater, priorities, shortestReason } from "./ticket_words";

interface Props {
  kind: BulkKind;
  to: string;
  tickets: readonly Ticket[];
  all: number;
  onClose: () => void;
  onDone: () => void;
}

export default function BulkDialogs(props: Props) {
  const Shown = { move: BulkMove, priority: BulkPriority, category: BulkCategory, tags: BulkTags, note: BulkNote }[props.kind];
  return <Shown {...props} />;
}

interface FrameProps extends Props {
  title: string;
  ready: boolean;
  act: () => void;
  danger?: boolean;
  children: ReactNode;
}

function BulkFrame({ title, tickets, all, ready, act, danger, onClose, onDone, children }: FrameProps) {
  const [typed, setTyped] = useState("");
  const wantsNumber = danger && tickets.length > typedAbove;
  const unsure = wantsNumber && typed.replace(/\D/g, "") !== String(tickets.length);
  return (
    <FormDialog
      title={`${title}: ${counted(tickets.length, "ticket", "tickets")}`}
      submit={title}
      tone={danger ? "danger" : "primary"}
      onSubmit={() => {
        act();
        onDone();
      }}
      onClose={onClose}
      disabled={!ready || unsure || tickets.length === 0}
      description={`Of ${clientNames(tickets)}.${tickets.length < all ? ` The other ${all - tickets.length} cannot do that now.` : ""}`}
    >
      {children}
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

function BulkMove(props: Props) {
  const { to, tickets } = props;
  const form = useMoveForm({ to, tickets, draft: `move.${to}.many` });
  const act = () => {
    const begin = (leaving: boolean) => void moveMany(tickets, form.request, leaving);
    if (movesLater(to)) afterUndo(`${laterWords(to, numbered(tickets))}.`, begin, form.keep);
    else begin(false);
    form.forget();
  };
  return (
    <BulkFrame {...props} title={moveLabel(to, "")} ready={form.ready} act={act} danger={to === "cancelled"}>
      {form.fields}
    </BulkFrame>
  );
}

function BulkPriority(props: Props) {
  const [priority, setPriority] = useState("P3");
  const [reason, setReason] = useState("");
  const act = () => void updateMany(props.tickets, { priority, priority_reason: reason.trim() }, "The priority");
  return (
    <BulkFrame {...props} title="Set priority" ready={isReason(reason)} act={act}>
      <SelectField
        label="Priority"
        choices={priorities.map((value) => ({ value, label: value }))}
        value={priority}
        onChange={(event) => setPriority(event.target.value)}
        autoFocus
      />
      <TextField
        label="Why"
        help={`At least ${shortestReason} letters; it stands where impact and urgency make another priority.`}
        value={reason}
        onChange={(event) => setReason(event.target.value)}
        maxLength={1000}
      />
    </BulkFrame>
  );
}

function BulkCategory(props: Props) {
  const categories = useApi(methods.listTicketCategories, {}, { staleTime: 60_000 });
  const [category, setCategory] = useState("");
  const choices = [
    { value: "", label: "Choose a category" },
    ...(categories.data?.categories ?? []).map((one) => ({ value: one.category_id, label: one.path })),
  ];
  return (
    <BulkFrame
      {...props}
      title="Set category"
      ready={category !== ""}
      act={() => void updateMany(props.tickets, { category_id: category }, "The category")}
    >
      <SelectField
        label="Category"
        help="Choosing one marks new tickets as triaged."
        choices={choices}
        value={category}
        onChange={(event) => setCategory(event.target.value)}
        autoFocus
      />
    </BulkFrame>
  );
}

function BulkTags(props: Props) {
  const [add, setAdd] = useState("");
  const [remove, setRemove] = useState("");
  const added = tagsOf([], add),
    removed = tagsOf([], remove);
  const known = [...new Set(props.tickets.flatMap((ticket) => ticket.tags ?? []))].toSorted();
  return (
    <BulkFrame
      {...props}
      title="Change tags"
      ready={added.length + removed.length > 0}
      act={() => void tagMany(props.tickets, added, removed)}
    >
      <TextField label="Add" placeholder="vpn second-site" value={add} onChange={(event) => setAdd(event.target.value)} maxLength={200} autoFocus />
      <TextField
        label="Take away"
        help={known.length > 0 ? `They have: ${known.join(", ")}` : "None of them has a tag."}
        value={remove}
        onChange={(event) => setRemove(event.target.value)}
        maxLength={200}
      />
    </BulkFrame>
  );
}

function BulkNote(props: Props) {
  const [text, setText] = useState("");
  return (
    <BulkFrame {...props} title="Add note" ready={text.trim() !== ""} act={() => void noteMany(props.tickets, text.trim())}>
      <TextArea
        label="Internal note"
        help="Only colleagues read it. It cannot be taken back."
        rows={4}
        value={text}
        onChange={(event) => setText(event.target.value)}
        maxLength={20_000}
        autoFocus
      />
    </BulkFrame>
  );
}
