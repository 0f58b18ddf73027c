// A ticket in two steps: what it is, then how much it hurts, with what will be promised before it is sent.
import { useState, type FormEvent } from "react";
import { ArrowLeft, ArrowRight, Send } from "lucide-react";
import { call, methods } from "@/api/client";
import { queries, refresh, useApi } from "@/api/query";
import { asProblem } from "@/api/problem";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { SelectField, TextArea, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { go, ticketAddress, usePlace } from "./address";
import { useDraft } from "./draft";
import { usePortal } from "./look";
import { Outlook } from "./outlook";
import { Heading, Quiet } from "./parts";
import { PortalSlot } from "./places";
import { Choices } from "./choices";
import { useMe } from "./who";
import { impacts, urgencies } from "./words";

const kinds = [
  { value: "incident", label: "Something does not work", hint: "It did before, or it should." },
  { value: "request", label: "I need something", hint: "Access, a device, an answer." },
];

export default function Raise() {
  const me = useMe();
  const { search } = usePlace();
  const about = search.get("about");
  const person = usePortal().data?.person_id;
  const [step, setStep] = useState<1 | 2>(1);
  const [kind, setKind] = useState("incident");
  const [title, setTitle] = useDraft("portal.new.title");
  const [description, setDescription] = useDraft("portal.new.description");
  const [device, setDevice] = useState(search.get("device") ?? "");
  const [impact, setImpact] = useState("limited");
  const [urgency, setUrgency] = useState("medium");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [missing, setMissing] = useState(false);
  if (!me.may("ticket.write"))
    return (
      <>
        <Heading title="New ticket" />
        <Quiet>Your role follows tickets and does not open them. Write a mail, or ask your provider for the role of a user.</Quiet>
      </>
    );
  const problem = error ? asProblem(error) : undefined;
  const next = (event: FormEvent) => {
    event.preventDefault();
    setMissing(!title.trim());
    if (title.trim()) setStep(2);
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    const words = about ? `About ${about}.\n\n${description}`.trim() : description;
    call(methods.createTicket, {
      client_id: me.client,
      kind,
      source: "portal",
      title: title.trim(),
      description: words,
      impact,
      urgency,
      requester_person_id: person ?? "",
      device_id: device,
    })
      .then(
        (ticket) => {
          setTitle("");
          setDescription("");
          say(`We have it: ${ticket.reference}.`);
          void refresh(queries, [methods.listTickets]);
          go(ticketAddress(ticket.ticket_id), true);
        },
        (failed: unknown) => {
          setError(failed);
          if (asProblem(failed).field("title") || asProblem(failed).field("description")) setStep(1);
        },
      )
      .finally(() => setBusy(false));
  };
  return (
    <>
      <Heading title={about ? `About ${about}` : "New ticket"} aside={<span className="text-sm text-dim">Step {step} of 2</span>} />
      {step === 1 ? (
        <form onSubmit={next} className="max-w-2xl space-y-5" noValidate>
          <Choices name="kind" legend="What is it?" choices={kinds} value={kind} onChange={setKind} />
          <TextField
            label="In one line"
            value={title}
            maxLength={400}
            className="h-11"
            placeholder={kind === "incident" ? "The till prints no receipts" : "Access to the folder Accounting"}
            error={missing && !title.trim() ? "One line is needed." : problem?.field("title")}
            onChange={(event) => setTitle(event.target.value)}
            autoFocus
          />
          <TextArea
            label="What should we know?"
            help="What you see, since when, what you have tried. It may stay empty."
            rows={5}
            value={description}
            maxLength={100_000}
            error={problem?.field("description")}
            onChange={(event) => setDescription(event.target.value)}
          />
          <Devices client={me.client} device={device} setDevice={setDevice} />
          <PortalSlot place="portal_raise" client={me.client} title={title} description={description} />
          <Button type="submit" tone="primary" icon={ArrowRight} className="h-11 w-full px-4 sm:w-auto">
            Go on
          </Button>
        </form>
      ) : (
        <form onSubmit={send} className="max-w-2xl space-y-5" noValidate>
          <p className="rounded-xl border border-line bg-panel px-4 py-3 font-medium break-words">{title}</p>
          <Choices name="impact" legend="Whom does it concern?" choices={impacts} value={impact} onChange={setImpact} />
          <Choices name="urgency" legend="How pressing is it?" choices={urgencies} value={urgency} onChange={setUrgency} />
          <Outlook client={me.client} impact={impact} urgency={urgency} />
          {problem && <ProblemLine error={problem} />}
          <div className="flex flex-wrap gap-2">
            <Button type="submit" tone="primary" icon={Send} busy={busy} className="h-11 flex-1 px-4 sm:flex-none">
              Send
            </Button>
            <Button icon={ArrowLeft} className="h-11 px-4" onClick={() => setStep(1)}>
              Back
            </Button>
          </div>
        </form>
      )}
    </>
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
      choices={[{ value: "", label: "No, or I do not know" }, ...data.devices.map((one) => ({ value: one.device_id, label: one.name }))]}
      value={data.devices.some((one) => one.device_id === device) ? device : ""}
      onChange={(event) => setDevice(event.target.value)}
    />
  );
}
