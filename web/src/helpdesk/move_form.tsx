// What a move to another state needs from the person, for one ticket and for many.
import { useState, type ReactNode } from "react";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { Button } from "@/ui/button";
import { useNow } from "@/ui/clock";
import { useDraft } from "@/ui/draft";
import { CheckField, SelectField, TextArea, TextField } from "@/ui/field";
import { localInput } from "@/ui/format";
import { snoozes } from "./snooze_words";
import type { Move } from "./ticket_actions";
import { isReason, moveNeeds, resolutions, shortestReason } from "./ticket_words";

interface Question {
  to: string;
  tickets: readonly Ticket[];
  draft: string; // under which what was written is kept until it was done
}

export interface MoveForm {
  fields: ReactNode;
  ready: boolean;
  request: Move;
  forget: () => void; // what was written is no longer wanted
  keep: () => void; // it is, after all
}

export function useMoveForm({ to, tickets, draft }: Question): MoveForm {
  const now = useNow();
  const needs = moveNeeds(
    to,
    tickets.some((ticket) => !ticket.category_id),
  );
  const [text, setText] = useDraft(draft);
  const [code, setCode] = useState(tickets.every((ticket) => ticket.kind === "request") ? "fulfilled" : "fixed");
  const [until, setUntil] = useState("");
  const [granted, setGranted] = useState(false); // agreed; the client's own vendor; with the parts
  const [minutes, setMinutes] = useState("");
  const [category, setCategory] = useState("");
  const [reference, setReference] = useState(""); // by what the vendor knows it
  const tree = useApi(methods.listTicketCategories, {}, { staleTime: 60_000, enabled: needs === "category" });
  const categories = tree.data?.categories ?? [];
  const many = tickets.length > 1;
  // Whether time is missing is known of one ticket only.
  const wantsTime = needs === "resolution" && tickets.some((ticket) => ticket.needs_time);
  const worked = Number(minutes);
  const parts = tickets.reduce((sum, ticket) => sum + (ticket.open_child_count ?? 0), 0);
  const words = text.trim();
  const until_unix_ms = until ? new Date(until).getTime() : 0;
  const ready = {
    nothing: true,
    category: category !== "" || (tree.isSuccess && categories.length === 0),
    vendor: reference.trim().length >= 2,
    message: words !== "",
    resolution: words !== "" && Number.isInteger(worked) && worked >= (wantsTime && !many ? 1 : 0),
    reason: isReason(words),
    date: until !== "" && (!granted || isReason(words)),
  }[needs];
  const request: Move = {
    state: to,
    ...(needs === "message" ? { message: words, until_unix_ms } : {}),
    ...(needs === "category" ? { category_id: category } : {}),
    ...(needs === "vendor" ? { vendor_reference: reference.trim(), reason: words, vendor_is_the_clients: granted } : {}),
    ...(needs === "reason" ? { reason: words } : {}),
    ...(needs === "date" ? { reason: words, until_unix_ms, requester_agreed: granted } : {}),
    ...(needs === "resolution" ? { resolution_code: code, resolution_text: words, with_children: granted, minutes: worked } : {}),
  };
  const labels = {
    nothing: "",
    category: "",
    vendor: "What else colleagues should know",
    message: many ? "What each client shall answer" : "What the client shall answer",
    reason: "Why",
    resolution: "What was done",
    date: granted ? "How the requester agreed" : "What for",
  };
  const help = {
    nothing: undefined,
    category: undefined,
    vendor: undefined,
    message: undefined,
    reason: `At least ${shortestReason} letters; colleagues read it.`,
    resolution: "A sentence that the next person with this problem understands.",
    date: undefined,
  };
  const fields = needs !== "nothing" && (
    <>
      {needs === "resolution" && (
        <SelectField
          label={many ? "How they ended" : "How it ended"}
          choices={resolutions}
          value={code}
          onChange={(event) => setCode(event.target.value)}
        />
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
          <div className="flex flex-wrap gap-1.5" role="group" aria-label="Usual dates">
            {snoozes(now).map(({ label, at }) => (
              <Button key={label} aria-pressed={until === localInput(at)} onClick={() => setUntil(localInput(at))}>
                {label}
              </Button>
            ))}
          </div>
          <CheckField
            label="The requester agreed to this date"
            help="Only then do the promises stand still."
            checked={granted}
            onChange={(event) => setGranted(event.target.checked)}
          />
        </>
      )}
      {needs === "category" && (
        <SelectField
          label="What it is about"
          help={many ? "For those that nobody has said it of yet." : "Changed later as well: it decides in which figures it counts."}
          choices={[{ value: "", label: "Choose a category" }, ...categories.map((one) => ({ value: one.category_id, label: one.path }))]}
          value={category}
          onChange={(event) => setCategory(event.target.value)}
          autoFocus
        />
      )}
      {needs === "vendor" && (
        <TextField
          label="By what the vendor knows it"
          help="A case number, or with whom you spoke."
          value={reference}
          onChange={(event) => setReference(event.target.value)}
          maxLength={200}
          autoFocus
        />
      )}
      {needs !== "category" && (
        <TextArea
          label={labels[needs]}
          rows={4}
          help={help[needs]}
          value={text}
          onChange={(event) => setText(event.target.value)}
          maxLength={20_000}
          autoFocus={needs !== "date" && needs !== "vendor"}
        />
      )}
      {needs === "resolution" && (
        <TextField
          label={many ? "Minutes worked on each" : "Minutes worked"}
          help={
            many
              ? "Booked as your time on every one of them. Without it, those that have no time yet are refused."
              : wantsTime
                ? "Nothing is booked on it yet; this is booked as your time."
                : "Booked as your time; empty: nothing more."
          }
          inputMode="numeric"
          value={minutes}
          onChange={(event) => setMinutes(event.target.value)}
          maxLength={5}
        />
      )}
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
      {needs === "resolution" && parts > 0 && (
        <CheckField
          label={`Resolve the ${parts} open parts with ${many ? "them" : "it"}`}
          help="By the same words; whoever asked is told in each."
          checked={granted}
          onChange={(event) => setGranted(event.target.checked)}
        />
      )}
    </>
  );
  return { fields, ready, request, forget: () => setText(""), keep: () => setText(words) };
}
