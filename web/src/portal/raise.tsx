// A ticket in two steps: what it is, then how much it hurts, with what will be promised before it is sent. What is written and
// chosen outlives a reload, a lost line and signing out.
import { useRef, useState, type FormEvent } from "react";
import { ArrowLeft, ArrowRight, Send, UserPlus, X } from "lucide-react";
import { call, methods } from "@/api/client";
import type { OfferedDevice } from "@/api/generated/schema";
import { queries, refresh, useApi } from "@/api/query";
import { asProblem } from "@/api/problem";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { say, sayProblem } from "@/ui/toast";
import { base, beginAtTop, go, ticketAddress, To, usePlace } from "./address";
import { useDraft } from "./draft";
import { allFit, ChosenFiles, sendFiles } from "./files";
import { usePortal } from "./look";
import { Outlook } from "./outlook";
import { Heading, Quiet } from "./parts";
import { mostTitleLetters } from "@/ui/limits";
import { PortalSlot } from "./places";
import { Choices } from "./choices";
import { useMe } from "./who";
import { impacts, urgencies } from "./words";

const kinds = [
  { value: "incident", label: "Something does not work", hint: "It did before, or it should." },
  { value: "request", label: "I need something", hint: "Access, a device, an answer." },
];

/// What is being written, kept field by field.
function useTicketDraft(asked: string) {
  const [kind, setKind] = useDraft("new.kind", "incident");
  const [title, setTitle] = useDraft("new.title");
  const [description, setDescription] = useDraft("new.description");
  const [device, setDevice] = useDraft("new.device", asked);
  const [service, setService] = useDraft("new.service");
  const [person, setPerson] = useDraft("new.person");
  const [impact, setImpact] = useDraft("new.impact", "limited");
  const [urgency, setUrgency] = useDraft("new.urgency", "medium");
  const clear = () => [setKind, setTitle, setDescription, setDevice, setService, setPerson, setImpact, setUrgency].forEach((set) => set(""));
  const values = { kind, title, description, device, service, person, impact, urgency };
  return { ...values, setKind, setTitle, setDescription, setDevice, setService, setPerson, setImpact, setUrgency, clear };
}
type Draft = ReturnType<typeof useTicketDraft>;

export default function Raise() {
  const me = useMe();
  const { search } = usePlace();
  const about = search.get("about"),
    follows = search.get("follows") ?? "";
  const own = usePortal().data?.person_id;
  const [step, setPresent] = useState<1 | 2>(1);
  const setStep = (next: 1 | 2) => {
    setPresent(next);
    beginAtTop();
  };
  const draft = useTicketDraft(search.get("device") ?? "");
  const [files, setFiles] = useState<readonly File[]>([]);
  const [sending, setSending] = useState<number>();
  const cancel = useRef(new AbortController());
  const [error, setError] = useState<unknown>();
  if (!me.may("ticket.write"))
    return (
      <>
        <Heading title="New ticket" />
        <Quiet>Your role does not open tickets. Write a mail, or ask your provider for the role of a user.</Quiet>
      </>
    );
  const problem = error ? asProblem(error) : undefined;
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setSending(0);
    cancel.current = new AbortController();
    setError(undefined);
    try {
      const ticket = await call(methods.createTicket, {
        client_id: me.client,
        kind: draft.kind,
        source: "portal",
        title: draft.title.trim(),
        description: about && !follows ? `About ${about}.\n\n${draft.description}`.trim() : draft.description,
        impact: draft.impact,
        urgency: draft.urgency,
        requester_person_id: draft.person || own || "",
        device_id: draft.device,
        service_id: draft.kind === "incident" ? draft.service : "",
        follows_ticket_id: follows,
      });
      const failed = files.length > 0 ? await sendFiles(ticket.ticket_id, files, setSending, cancel.current.signal) : [];
      draft.clear();
      if (failed.length > 0)
        sayProblem(
          `We have it: ${ticket.reference}.`,
          new Error(`These files are not in it, attach them in the ticket if it needs them: ${someOf(failed)}`),
        );
      else say(`We have it: ${ticket.reference}.`);
      void refresh(queries, [methods.listTickets]);
      go(ticketAddress(ticket.ticket_id), true);
    } catch (failure) {
      setError(failure);
      if (asProblem(failure).field("title") || asProblem(failure).field("description")) setStep(1);
    } finally {
      setSending(undefined);
    }
  };
  return (
    <>
      <Heading title={about ? `About ${about}` : "New ticket"} aside={<span className="text-sm text-dim">Step {step} of 2</span>} />
      {step === 1 ? (
        <What draft={draft} problem={problem} files={files} setFiles={setFiles} next={() => setStep(2)} />
      ) : (
        <form onSubmit={(event) => void send(event)} className="max-w-2xl space-y-5" noValidate>
          <p className="rounded-xl border border-line bg-panel px-4 py-3 font-medium break-words">
            {draft.title}
            {files.length > 0 && <span className="block text-sm font-normal text-dim">with {files.map((file) => file.name).join(", ")}</span>}
          </p>
          <Choices name="impact" legend="Whom does it concern?" choices={impacts} value={draft.impact} onChange={draft.setImpact} />
          <Choices name="urgency" legend="How pressing is it?" choices={urgencies} value={draft.urgency} onChange={draft.setUrgency} />
          <Outlook client={me.client} person={draft.person || own || ""} impact={draft.impact} urgency={draft.urgency} />
          {problem && <NotSent error={problem} />}
          {sending !== undefined && files.length > 0 && (
            <div className="flex items-center gap-3">
              <progress aria-label="Sending the files" value={sending} max={1} className="h-2 min-w-0 flex-1 accent-accent" />
              <Button icon={X} className="h-11 px-4" onClick={() => cancel.current.abort()}>
                Cancel the files
              </Button>
            </div>
          )}
          <div className="flex flex-wrap gap-2">
            <Button type="submit" tone="primary" icon={Send} busy={sending !== undefined} className="h-11 flex-1 px-4 sm:flex-none">
              Send
            </Button>
            <Button icon={ArrowLeft} className="h-11 px-4" disabled={sending !== undefined} onClick={() => setStep(1)}>
              Back
            </Button>
          </div>
        </form>
      )}
    </>
  );
}

// A note is no list: of many the first ones, and how many more.
const mostNames = 6;
const someOf = (names: readonly string[]) =>
  names.length > mostNames ? `${names.slice(0, mostNames).join(", ")} and ${names.length - mostNames} more` : names.join(", ");

function NotSent({ error }: { error: unknown }) {
  return (
    <>
      <ProblemLine error={error} />
      <p className="text-sm text-dim">What you wrote is kept on this device. Try again, or call: the number stands at the end of this page.</p>
    </>
  );
}

interface WhatProps {
  draft: Draft;
  problem: ReturnType<typeof asProblem> | undefined;
  files: readonly File[];
  setFiles: (files: readonly File[]) => void;
  next: () => void;
}

function What({ draft, problem, files, setFiles, next }: WhatProps) {
  const me = useMe();
  const [missing, setMissing] = useState(false);
  const title = draft.title.trim();
  const goOn = (event: FormEvent) => {
    event.preventDefault();
    setMissing(!title);
    if (title && allFit(files)) next();
  };
  return (
    <form onSubmit={goOn} className="max-w-2xl space-y-5" noValidate>
      <Choices name="kind" legend="What is it?" choices={kinds} value={draft.kind} onChange={draft.setKind} />
      {me.may("portal.staff") && (
        <To to={`${base}/staff`} className="link flex min-h-11 items-center gap-2">
          <UserPlus size={17} aria-hidden />
          Somebody joins, moves or leaves
        </To>
      )}
      {me.may("portal.people") && me.asksForColleagues && <ForWhom client={me.client} person={draft.person} setPerson={draft.setPerson} />}
      <TextField
        label="In one line"
        value={draft.title}
        maxLength={mostTitleLetters}
        className="h-11"
        placeholder={draft.kind === "incident" ? "The till prints no receipts" : "Access to the folder Accounting"}
        error={missing && !title ? "One line is needed." : problem?.field("title")}
        onChange={(event) => draft.setTitle(event.target.value)}
      />
      <TextArea
        label="What should we know?"
        help="What you see, since when, what you have tried. It may stay empty."
        rows={5}
        value={draft.description}
        maxLength={100_000}
        error={problem?.field("description")}
        onChange={(event) => draft.setDescription(event.target.value)}
      />
      {draft.kind === "incident" && <Services client={me.client} service={draft.service} setService={draft.setService} />}
      <Devices client={me.client} device={draft.device} setDevice={draft.setDevice} />
      <ChosenFiles files={files} change={setFiles} />
      <PortalSlot place="portal_raise" client={me.client} title={draft.title} description={draft.description} />
      <Button type="submit" tone="primary" icon={ArrowRight} className="h-11 w-full px-4 sm:w-auto">
        Go on
      </Button>
    </form>
  );
}

const yoursFirst = (devices: readonly OfferedDevice[]) =>
  [...devices.filter((one) => one.yours), ...devices.filter((one) => !one.yours)].map((one) => ({
    value: one.device_id,
    label: one.yours ? `${one.name} (yours)` : one.name,
  }));

/// What people use has a name that they know.
function Services({ client, service, setService }: { client: string; service: string; setService: (id: string) => void }) {
  const { data } = useApi(methods.listOfferedServices, { client_id: client }, { staleTime: 300_000 });
  if (!data?.services.length) return null;
  return (
    <SelectField
      label="What does not work?"
      className="h-11"
      choices={[{ value: "", label: "Something else, or I do not know" }, ...data.services.map((one) => ({ value: one.service_id, label: one.name }))]}
      value={data.services.some((one) => one.service_id === service) ? service : ""}
      onChange={(event) => setService(event.target.value)}
    />
  );
}

/// Offered when there is something to offer; nobody has to know a machine's name.
function Devices({ client, device, setDevice }: { client: string; device: string; setDevice: (id: string) => void }) {
  const { data } = useApi(methods.listOfferedDevices, { client_id: client, order_by: "name", page_size: 1000 }, { staleTime: 300_000 });
  if (!data?.devices.length) return null;
  return (
    <SelectField
      label="Is it about a device?"
      className="h-11"
      choices={[{ value: "", label: "No, or I do not know" }, ...yoursFirst(data.devices)]}
      value={data.devices.some((one) => one.device_id === device) ? device : ""}
      onChange={(event) => setDevice(event.target.value)}
    />
  );
}

/// Who knows the colleagues may write for one of them, and follows what comes of it.
function ForWhom({ client, person, setPerson }: { client: string; person: string; setPerson: (id: string) => void }) {
  const { data } = useApi(methods.listColleagues, { client_id: client, order_by: "name", page_size: 1000 }, { staleTime: 300_000 });
  if (!data?.colleagues.length) return null;
  return (
    <SelectField
      label="For whom?"
      help="They see it among their own tickets, too."
      className="h-11"
      choices={[{ value: "", label: "For myself" }, ...data.colleagues.map((one) => ({ value: one.person_id, label: one.name }))]}
      value={data.colleagues.some((one) => one.person_id === person) ? person : ""}
      onChange={(event) => setPerson(event.target.value)}
    />
  );
}
