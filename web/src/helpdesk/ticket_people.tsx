// Tags, who watches, and whom and what it hits beside the requester. Each change has its way back.
import { useState, type FormEvent } from "react";
import { Eye, Plus, X } from "lucide-react";
import { call, methods } from "@/api/client";
import type { AffectedThing, ChangeTicketAffectedRequest, ChangeTicketWatchersRequest, Ticket, TicketWatcher } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay, useSession } from "@/api/session";
import { useAdds } from "@/ui/adds";
import { Button, IconButton } from "@/ui/button";
import { CommitSelect } from "@/ui/commit_select";
import { TextField, type Choice } from "@/ui/field";
import { termText } from "@/ui/filter";
import { reveal } from "@/ui/focus";
import { useKeys } from "@/ui/keys";
import { Section } from "@/ui/panel";
import { say, sayProblem } from "@/ui/toast";
import { whyNot } from "./key_words";
import { tagsOf } from "./relation_words";
import { ticketsAgain } from "./ticket_actions";

const most = 500;

export const useRelations = (ticket: Ticket) => useApi(methods.getTicketRelations, { ticket_id: ticket.ticket_id });

export async function setTags(ticket: Ticket, tags: readonly string[], undo = true): Promise<void> {
  try {
    await call(methods.setTicketTags, { ticket_id: ticket.ticket_id, tags: [...tags] });
    await ticketsAgain();
    say("The tags changed.", undo ? () => void setTags(ticket, ticket.tags ?? [], false) : undefined);
  } catch (error) {
    sayProblem("The tags did not change.", error);
  }
}

export function TicketTags({ ticket }: { ticket: Ticket }) {
  const may = ticket.allowed_actions.includes("relate");
  const [adding, setAdding] = useState(false);
  const [text, setText] = useState("");
  const known = useApi(methods.listTicketTags, {}, { enabled: adding, staleTime: 60_000 });
  const tags = ticket.tags ?? [];
  useKeys([{ keys: "u", label: "Tags", run: () => begin(), barred: may ? "" : whyNot("relate", ticket) }]);
  const begin = () => setAdding(true);
  useAdds([{ label: "A tag", command: "Add a tag", keys: "u", run: begin }], may && tags.length === 0);
  if (tags.length === 0 && !adding) return null;
  const add = (event: FormEvent) => {
    event.preventDefault();
    const next = tagsOf(tags, text);
    setAdding(false);
    setText("");
    if (next.length !== tags.length) void setTags(ticket, next);
  };
  return (
    <div className="flex flex-wrap items-center gap-1" aria-label="Tags" role="group">
      {tags.map((tag) => (
        <span key={tag} className="inline-flex items-center rounded-md bg-hover pl-1.5 text-xs">
          {tag}
          {may ? (
            <IconButton
              icon={X}
              label={`Remove the tag ${tag}`}
              className="size-5!"
              onClick={() => void setTags(ticket, tags.filter((one) => one !== tag))}
            />
          ) : (
            <span className="pr-1.5" />
          )}
        </span>
      ))}
      {may && !adding && (
        <Button tone="quiet" icon={Plus} keys="u" onClick={begin}>
          Tag
        </Button>
      )}
      {adding && (
        <form ref={reveal} onSubmit={add} className="w-full">
          <TextField
            label="New tags"
            hideLabel
            placeholder="vpn second-site"
            list="known-tags"
            value={text}
            onChange={(event) => setText(event.target.value)}
            onKeyDown={(event) => event.key === "Escape" && setAdding(false)}
            maxLength={200}
            autoFocus
          />
          <datalist id="known-tags">
            {known.data?.tags.map((one) => (
              <option key={one.tag} value={one.tag}>
                {one.tag}
              </option>
            ))}
          </datalist>
        </form>
      )}
    </div>
  );
}

async function watch(ticket: Ticket, request: Omit<ChangeTicketWatchersRequest, "ticket_id">, text: string, back?: () => void) {
  try {
    await call(methods.changeTicketWatchers, { ticket_id: ticket.ticket_id, ...request });
    await ticketsAgain();
    say(text, back);
  } catch (error) {
    sayProblem("The watchers did not change.", error);
  }
}

const adds = (kind: string, id: string) => (kind === "account" ? { add_account_ids: [id] } : { add_person_ids: [id] });
const removes = (kind: string, id: string) => (kind === "account" ? { remove_account_ids: [id] } : { remove_person_ids: [id] });

function addWatcher(ticket: Ticket, kind: string, id: string, name: string) {
  void watch(ticket, adds(kind, id), `${name} watches ${ticket.reference}.`, () => removeWatcher(ticket, { kind, id, name }));
}
function removeWatcher(ticket: Ticket, one: Pick<TicketWatcher, "kind" | "id" | "name">) {
  void watch(ticket, removes(one.kind, one.id), `${one.name} no longer watches.`, () => addWatcher(ticket, one.kind, one.id, one.name));
}

export function TicketWatchers({ ticket }: { ticket: Ticket }) {
  const relations = useRelations(ticket);
  const me = useSession();
  const may = ticket.allowed_actions.includes("relate");
  const watchers = relations.data?.watchers ?? [];
  const mine = watchers.find((one) => one.kind === "account" && one.id === me?.account_id);
  const toggle = () => {
    if (mine) removeWatcher(ticket, mine);
    else if (me) addWatcher(ticket, "account", me.account_id, me.name);
  };
  useKeys([{ keys: "w", label: mine ? "Stop watching" : "Watch the ticket", run: toggle, barred: may ? "" : whyNot("relate", ticket) }]);
  const [adding, setAdding] = useState(false);
  useAdds(
    [
      { label: "Me as a watcher", command: "Watch the ticket", keys: "w", run: toggle },
      { label: "A watcher", command: "Add a watcher", run: () => setAdding(true) },
    ],
    may && watchers.length === 0,
  );
  if (watchers.length === 0 && !adding) return null;
  return (
    <Section
      title="Watchers"
      aside={
        may && (
          <>
            <Button tone="quiet" icon={Eye} keys="w" onClick={toggle}>
              {mine ? "Stop watching" : "Watch"}
            </Button>
            <Button tone="quiet" icon={Plus} onClick={() => setAdding(!adding)}>
              Add
            </Button>
          </>
        )
      }
    >
      <Names list={watchers} empty="Nobody watches it." onRemove={may ? (one) => removeWatcher(ticket, one as TicketWatcher) : undefined} />
      {adding && <AddWatcher ticket={ticket} onDone={() => setAdding(false)} />}
    </Section>
  );
}

function Names({
  list,
  empty,
  onRemove,
}: {
  list: readonly (TicketWatcher | AffectedThing)[];
  empty: string;
  onRemove?: (one: TicketWatcher | AffectedThing) => void;
}) {
  if (list.length === 0) return <p className="text-dim">{empty}</p>;
  return (
    <ul>
      {list.map((one) => (
        <li key={one.kind + one.id} className="flex min-h-7 items-center gap-2">
          <span className="min-w-0 flex-1 truncate">{one.name}</span>
          <span className="text-xs text-dim">{one.kind === "account" ? "one of ours" : one.kind}</span>
          {onRemove && <IconButton icon={X} label={`Remove ${one.name}`} onClick={() => onRemove(one)} />}
        </li>
      ))}
    </ul>
  );
}

function Pick({ label, choices, onPick }: { label: string; choices: readonly Choice[]; onPick: (choice: Choice) => void }) {
  return (
    <CommitSelect
      label={label}
      hideLabel
      className="mt-1"
      choices={[{ value: "", label }, ...choices]}
      value=""
      onTake={(value) => {
        const choice = choices.find((one) => one.value === value);
        if (choice) onPick(choice);
      }}
    />
  );
}

function usePersons(ticket: Ticket): Choice[] {
  const may = useMay("client.read");
  const people = useApi(methods.listPeople, { client_id: ticket.client_id, order_by: "name", page_size: most }, { enabled: may });
  return (people.data?.people ?? []).map((one) => ({ value: one.person_id, label: one.name }));
}

function AddWatcher({ ticket, onDone }: { ticket: Ticket; onDone: () => void }) {
  const queues = useApi(methods.listQueues, {}, { staleTime: 60_000 });
  const persons = usePersons(ticket);
  const ours = (queues.data?.assignees ?? []).map((one) => ({ value: one.account_id, label: one.name }));
  const pick = (kind: string) => (choice: Choice) => {
    addWatcher(ticket, kind, choice.value, choice.label);
    onDone();
  };
  return (
    <div>
      <Pick label="One of ours" choices={ours} onPick={pick("account")} />
      {ticket.kind !== "internal" && <Pick label="Somebody of the client, who then sees it" choices={persons} onPick={pick("person")} />}
    </div>
  );
}

async function affect(ticket: Ticket, request: Omit<ChangeTicketAffectedRequest, "ticket_id">, text: string, back?: () => void) {
  try {
    await call(methods.changeTicketAffected, { ticket_id: ticket.ticket_id, ...request });
    await ticketsAgain();
    say(text, back);
  } catch (error) {
    sayProblem("What is affected did not change.", error);
  }
}

const hits = (kind: string, id: string) =>
  kind === "person" ? { add_person_ids: [id] } : kind === "service" ? { add_service_ids: [id] } : { add_device_ids: [id] };
const spares = (kind: string, id: string) =>
  kind === "person" ? { remove_person_ids: [id] } : kind === "service" ? { remove_service_ids: [id] } : { remove_device_ids: [id] };

function addAffected(ticket: Ticket, one: AffectedThing) {
  void affect(ticket, hits(one.kind, one.id), `${one.name} is affected.`, () => removeAffected(ticket, one));
}
function removeAffected(ticket: Ticket, one: AffectedThing) {
  void affect(ticket, spares(one.kind, one.id), `${one.name} is not affected.`, () => addAffected(ticket, one));
}

export function TicketAffected({ ticket }: { ticket: Ticket }) {
  const relations = useRelations(ticket);
  const may = ticket.allowed_actions.includes("relate");
  const [adding, setAdding] = useState(false);
  const things = relations.data?.affected ?? [];
  useAdds(
    [{ label: "Somebody or something affected", command: "Add what else is affected", run: () => setAdding(true) }],
    may && things.length === 0,
  );
  if (things.length === 0 && !adding) return null;
  return (
    <Section
      title="Affected"
      aside={
        may && (
          <Button tone="quiet" icon={Plus} onClick={() => setAdding(!adding)}>
            Add
          </Button>
        )
      }
    >
      <Names
        list={things}
        empty="Nobody and nothing else."
        onRemove={may ? (one) => removeAffected(ticket, one as AffectedThing) : undefined}
      />
      {adding && <AddAffected ticket={ticket} onDone={() => setAdding(false)} />}
    </Section>
  );
}

function AddAffected({ ticket, onDone }: { ticket: Ticket; onDone: () => void }) {
  const maySee = useMay("device.read");
  const devices = useApi(
    methods.listDevices,
    { filter: `${termText("client_id", ticket.client_id)} life:active`, order_by: "name", page_size: most },
    { enabled: maySee },
  );
  const persons = usePersons(ticket);
  const offered = useApi(methods.listOfferedServices, { client_id: ticket.client_id }, { staleTime: 60_000 });
  const services = (offered.data?.services ?? []).map((one) => ({ value: one.service_id, label: one.name }));
  const machines = (devices.data?.devices ?? []).map((one) => ({ value: one.device_id, label: one.name }));
  const pick = (kind: string) => (choice: Choice) => {
    addAffected(ticket, { kind, id: choice.value, name: choice.label });
    onDone();
  };
  return (
    <div>
      <Pick label="A person" choices={persons} onPick={pick("person")} />
      <Pick label="A device" choices={machines} onPick={pick("device")} />
      {services.length > 0 && <Pick label="A service" choices={services} onPick={pick("service")} />}
    </div>
  );
}
