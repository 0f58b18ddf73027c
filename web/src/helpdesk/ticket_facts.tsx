// The facts beside the conversation: whose it is, how urgent, what it is about. Changed in place.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { Pencil } from "lucide-react";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { AddMenu, AddPlace } from "@/ui/adds";
import { Button } from "@/ui/button";
import { CommitSelect } from "@/ui/commit_select";
import { words } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Facts, Section } from "@/ui/panel";
import { Slot } from "@/ui/slot";
import { Priority, State } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { EditTicket } from "./edit_ticket";
import { whyNot } from "./key_words";
import { assign } from "./ticket_actions";
import { TicketClocks } from "./ticket_clocks";
import { TicketAffected, TicketTags, TicketWatchers } from "./ticket_people";
import { TicketTies } from "./ticket_ties";

export function TicketFacts({ ticket }: { ticket: Ticket }) {
  return (
    <AddPlace>
      <AllFacts ticket={ticket} />
    </AddPlace>
  );
}

function AllFacts({ ticket }: { ticket: Ticket }) {
  const [editing, setEditing] = useState(false);
  const mayEdit = ticket.allowed_actions.includes("edit");
  useKeys([{ keys: "e", label: "Edit the ticket", run: () => setEditing(true), barred: mayEdit ? "" : whyNot("edit", ticket) }]);
  return (
    <div className="space-y-5">
      <Assignment ticket={ticket} />
      <TicketClocks ticket={ticket} />
      <Section
        title="About"
        aside={
          <>
            <AddMenu keys="+" />
            {mayEdit && (
              <Button tone="quiet" icon={Pencil} keys="e" onClick={() => setEditing(true)}>
                Edit
              </Button>
            )}
          </>
        }
      >
        <Facts
          rows={[
            [
              "Priority",
              <span key="p" className="flex flex-wrap items-center gap-2">
                <Priority value={ticket.priority} />
                <span className="text-dim">
                  {words(ticket.impact)} impact, {ticket.urgency} urgency
                </span>
              </span>,
            ],
            ...(ticket.priority_reason ? [["Because", ticket.priority_reason] as const] : []),
            [
              "Client",
              <Link key="c" to="/clients/$client_id" params={{ client_id: ticket.client_id }} className="link">
                {ticket.client_name}
              </Link>,
            ],
            ["Asked by", ticket.requester_name || (ticket.source === "alert" ? "Monitoring" : "nobody")],
            ...(ticket.device_name
              ? [
                  [
                    "Device",
                    ticket.device_id ? (
                      <Link key="d" to="/devices/$device_id" params={{ device_id: ticket.device_id }} className="link">
                        {ticket.device_name}
                      </Link>
                    ) : (
                      ticket.device_name
                    ),
                  ] as const,
                ]
              : []),
            ...(ticket.alert_id
              ? [
                  [
                    "Alert",
                    <Link key="a" to="/alerts" search={{ open: ticket.alert_id }} className="inline-flex items-center gap-2">
                      <State state={ticket.alert_state || "unknown"} />
                      <span className="link">Open</span>
                    </Link>,
                  ] as const,
                ]
              : []),
            ...(ticket.incident_id
              ? [
                  [
                    "Incident",
                    <Link key="i" to="/incidents" search={{ open: ticket.incident_id }} className="link">
                      Open the incident
                    </Link>,
                  ] as const,
                ]
              : []),
            ["Category", ticket.category || "none"],
            ...(ticket.until_unix_ms ? [["Until", <Moment key="u" at={ticket.until_unix_ms} />] as const] : []),
            ["Kind", words(ticket.kind)],
            ["Came by", words(ticket.source)],
            ["Received", <Moment key="o" at={ticket.created_at_unix_ms} />],
            ["First reply", ticket.first_response_at_unix_ms ? <Moment key="f" at={ticket.first_response_at_unix_ms} /> : "not yet"],
            ["Changed", <Ago key="g" at={ticket.changed_at_unix_ms} />],
          ]}
        />
      </Section>
      <TicketTags ticket={ticket} />
      <TicketTies ticket={ticket} />
      <TicketAffected ticket={ticket} />
      <TicketWatchers ticket={ticket} />
      <Slot place="ticket_aside" ticket={ticket} />
      {editing && <EditTicket ticket={ticket} onClose={() => setEditing(false)} />}
    </div>
  );
}

function Assignment({ ticket }: { ticket: Ticket }) {
  const may = ticket.allowed_actions.includes("assign");
  const { data } = useApi(methods.listQueues, {}, { enabled: may, staleTime: 60_000 });
  if (!may || !data)
    return (
      <Facts
        rows={[
          ["Belongs to", ticket.assignee_name || "nobody"],
          ["Queue", ticket.queue],
        ]}
      />
    );
  const people = [
    { value: "", label: "Nobody" },
    ...data.assignees.map((assignee) => ({ value: assignee.account_id, label: assignee.name })),
  ];
  if (ticket.assignee_account_id && !people.some((person) => person.value === ticket.assignee_account_id))
    people.push({ value: ticket.assignee_account_id, label: ticket.assignee_name });
  return (
    <div className="grid grid-cols-2 gap-3">
      <CommitSelect
        label="Belongs to"
        choices={people}
        value={ticket.assignee_account_id ?? ""}
        onTake={(account) => void assign(ticket, account)}
      />
      <CommitSelect
        label="Queue"
        choices={data.queues.map((queue) => ({ value: queue.name, label: words(queue.name) }))}
        value={ticket.queue ?? ""}
        onTake={(queue) => void assign(ticket, ticket.assignee_account_id, queue)}
      />
    </div>
  );
}
