// One change: where it stands and what it waits for, its plan, who approved it, what it may have caused, what happened.
import { useState, type ReactNode } from "react";
import { Link, useParams } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { methods } from "@/api/client";
import type { Change } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { Button } from "@/ui/button";
import { Failed, Loading } from "@/ui/empty";
import { useKeys, type KeyBinding } from "@/ui/keys";
import { Facts, Notice, Page, Section } from "@/ui/panel";
import { Chip, State } from "@/ui/status";
import { Ago, Moment, Until } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { CauseTable } from "./cause_table";
import { ChangeForm } from "./change_form";
import { amountWords, clientAnswer, markOf, lineLabel, moveLabel, stateLabel, typeLabel, windowWords } from "./change_words";
import { AskClientDialog, ConfirmDialog, DecideDialog } from "./decide_dialogs";
import { MoveDialog } from "./move_dialogs";

export default function ChangePage() {
  const { change_id } = useParams({ strict: false });
  const query = useApi(methods.getChange, { change_id: change_id ?? "" });
  useTitle(query.data ? `${query.data.reference} ${query.data.title}` : "Change");
  if (!query.data)
    return query.isError ? <Failed what="the change" error={query.error} retry={() => void query.refetch()} /> : <Loading what="the change" />;
  return (
    <Page narrow>
      <Shown change={query.data} />
    </Page>
  );
}

type Asked = { kind: "move"; to: string } | { kind: "edit" | "approve" | "reject" | "ask" | "confirm" };
interface Act {
  label: string;
  keys: string;
  asked: Asked;
}

// In the order in which they are usually done; the first is the next step.
function actsOf(change: Change): Act[] {
  const may = (action: string) => change.allowed_actions.includes(action);
  const acts: Act[] = [];
  if (may("confirm")) acts.push({ label: "Write down what I approved", keys: "w", asked: { kind: "confirm" } });
  if (may("decide")) acts.push({ label: "Approve", keys: "a", asked: { kind: "approve" } });
  if (may("ask_client")) acts.push({ label: "Ask the client", keys: "q", asked: { kind: "ask" } });
  change.allowed_moves.forEach((to, place) =>
    acts.push({ label: moveLabel(to, change.state), keys: place === 0 ? "m" : "", asked: { kind: "move", to } }),
  );
  if (may("decide")) acts.push({ label: "Reject", keys: "", asked: { kind: "reject" } });
  if (may("edit")) acts.push({ label: "Change the plan", keys: "e", asked: { kind: "edit" } });
  return acts;
}

function Shown({ change }: { change: Change }) {
  const [asked, setAsked] = useState<Asked>();
  const acts = actsOf(change);
  useKeys(acts.filter((act) => act.keys).map((act): KeyBinding => ({ keys: act.keys, label: act.label, group: "Change", run: () => setAsked(act.asked) })));
  return (
    <>
      <div>
        <p className="flex flex-wrap items-center gap-2 text-dim">
          <Link to="/tickets/$ticket_id" params={{ ticket_id: change.ticket_id }} className="link">
            {change.reference}
          </Link>
          <State {...markOf(change)} />
          <Chip tone={change.type === "emergency" ? "bg-crit-bg text-crit" : undefined}>{typeLabel(change.type)}</Chip>
        </p>
        <h2 className="mt-1 text-lg leading-7 font-semibold break-words">{change.title}</h2>
        {change.waits_for && <p className="mt-1">{change.waits_for}</p>}
      </div>
      <div className="no-print flex flex-wrap gap-2">
        {acts.map((act, place) => (
          <Button key={act.label} tone={place === 0 ? "primary" : "plain"} keys={act.keys || undefined} onClick={() => setAsked(act.asked)}>
            {act.label}
          </Button>
        ))}
      </div>
      <Warnings change={change} />
      <Facts rows={factsOf(change)} />
      <Plan change={change} />
      <CauseTable change={change} />
      <Course change={change} />
      {asked && <Asking change={change} asked={asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

function Asking({ change, asked, onClose }: { change: Change; asked: Asked; onClose: () => void }) {
  switch (asked.kind) {
    case "move":
      return <MoveDialog change={change} to={asked.to} onClose={onClose} />;
    case "edit":
      return <ChangeForm change={change} onClose={onClose} />;
    case "approve":
      return <DecideDialog change={change} decision="approved" onClose={onClose} />;
    case "reject":
      return <DecideDialog change={change} decision="rejected" onClose={onClose} />;
    case "ask":
      return <AskClientDialog change={change} onClose={onClose} />;
    case "confirm":
      return <ConfirmDialog change={change} onClose={onClose} />;
  }
}

function Warnings({ change }: { change: Change }) {
  const icon = <TriangleAlert size={14} aria-hidden className="mt-1 shrink-0 text-warn" />;
  return (
    <>
      {change.written_due_unix_ms > 0 && !change.written_at_unix_ms && (
        <Notice tone={change.written_overdue ? "crit" : "warn"} icon={icon}>
          {change.verbal_by} approved it by word of mouth <Ago at={change.verbal_at_unix_ms} />. It has to be written down:{" "}
          <Until at={change.written_due_unix_ms} />.
        </Notice>
      )}
      {change.collisions.map((one) => (
        <Notice key={one.change_id} tone="warn" icon={icon}>
          <Link to="/changes/$change_id" params={{ change_id: one.change_id }} className="link">
            {one.reference} {one.title}
          </Link>{" "}
          has the same time{one.device_name && ` on ${one.device_name}`}: {windowWords(one.from_unix_ms, one.until_unix_ms)}.
        </Notice>
      ))}
    </>
  );
}

function factsOf(change: Change): (readonly [string, ReactNode])[] {
  const rows: (readonly [string, ReactNode])[] = [
    [
      "Client",
      <Link key="c" to="/clients/$client_id" params={{ client_id: change.client_id }} className="link">
        {change.client_name}
      </Link>,
    ],
    [
      "Devices",
      change.devices.length === 0
        ? "none named"
        : change.devices.map((device, place) => (
            <span key={device.device_id}>
              {place > 0 && ", "}
              <Link to="/devices/$device_id" params={{ device_id: device.device_id }} className="link">
                {device.name || "a device of before"}
              </Link>
            </span>
          )),
    ],
    ["Risk", change.risk > 0 ? `${change.risk_words} (${change.risk} of 9: ${change.impact} impact, ${change.likelihood} likelihood)` : "not assessed"],
    ["Author", change.author ? `${change.author}${change.template_name ? `, from “${change.template_name}”` : ""}` : "whoever writes it first"],
  ];
  if (change.second_person)
    rows.push([
      "Approved by",
      <span key="s">
        {change.second_person}, <Moment at={change.second_at_unix_ms} />
      </span>,
    ]);
  if (change.client_approval !== "not_needed") rows.push(["The client", clientAnswer(change.client_approval)]);
  if (Number(change.cost_minor) > 0) rows.push(["Cost", amountWords(Number(change.cost_minor), change.currency)]);
  if (change.starts_at_unix_ms > 0) rows.push(["Window", windowWords(change.starts_at_unix_ms, change.ends_at_unix_ms)]);
  if (change.began_at_unix_ms > 0)
    rows.push([
      "Done",
      change.ended_at_unix_ms > 0
        ? `${windowWords(change.began_at_unix_ms, change.ended_at_unix_ms)} by ${change.implementer}`
        : `under way, by ${change.implementer}`,
    ]);
  if (change.finding_ticket_id)
    rows.push([
      "Finding",
      <Link key="f" to="/tickets/$ticket_id" params={{ ticket_id: change.finding_ticket_id }} className="link">
        {change.finding_reference}
      </Link>,
    ]);
  if (change.state === "completed")
    rows.push([
      "Review",
      <span key="r" className={change.review_overdue ? "text-crit" : ""}>
        due <Until at={change.review_due_unix_ms} />
      </span>,
    ]);
  return rows;
}

function Plan({ change }: { change: Change }) {
  const parts: readonly (readonly [string, string])[] = [
    ["Why", change.reason],
    ["What is done", change.plan],
    ["How it is taken back", change.rollback],
    ["How one sees that it worked", change.test],
    ["What came of it", change.outcome],
    ["Review", change.review],
  ];
  return parts
    .filter(([, text]) => text)
    .map(([title, text]) => (
      <Section key={title} title={title}>
        <p className="break-words whitespace-pre-wrap">{text}</p>
      </Section>
    ));
}

function Course({ change }: { change: Change }) {
  return (
    <Section title="Course">
      <ol className="space-y-1.5">
        {change.lines.toReversed().map((line, place) => (
          <li key={place} className="break-words">
            <span className="font-medium">{line.kind === "moved" ? stateLabel(line.to) : lineLabel(line.kind)}</span>{" "}
            <span className="text-dim">
              {line.by}, <Moment at={line.at_unix_ms} />
            </span>
            {line.text && <span className="block whitespace-pre-wrap">{line.text}</span>}
          </li>
        ))}
      </ol>
    </Section>
  );
}
