// Everything about one alert: what is wrong in plain words, the evidence, who did what.
import { useState } from "react";
import { Link, useNavigate } from "@tanstack/react-router";
import { BellOff, CheckCheck, CircleX, Ellipsis, Undo2, Wrench } from "lucide-react";
import { methods } from "@/api/client";
import type { Alert } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Button, buttonClass } from "@/ui/button";
import { Failed, Loading } from "@/ui/empty";
import { counted, measured } from "@/ui/format";
import { Menu } from "@/ui/menu";
import { useKeys } from "@/ui/keys";
import { Aside, Facts, Notice, Section } from "@/ui/panel";
import { Slot } from "@/ui/slot";
import { Priority, State } from "@/ui/status";
import { Ago, Moment, Until } from "@/ui/time";
import { acknowledge, unacknowledge } from "./alert_actions";
import { AlertState, snoozed } from "./alert_columns";
import { AlertHistory } from "./alert_history";
import { reasonWords, ruleWords } from "./alert_words";
import { CheckNow } from "./check_now";
import { CloseDialog, SnoozeDialog } from "./snooze_dialog";

export function AlertPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useApi(methods.getAlert, { alert_id: id }, { keep: true });
  const alert = query.data;
  useKeys([{ keys: "Escape", label: "Close the details", group: "Lists", run: onClose }]);
  return (
    <Aside label="Alert" title={alert ? <AlertTitle alert={alert} /> : "Alert"} onClose={onClose}>
      {alert ? (
        <AlertBody alert={alert} />
      ) : query.isError ? (
        <Failed what="the alert" error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Loading what="the alert" />
      )}
    </Aside>
  );
}

const AlertTitle = ({ alert }: { alert: Alert }) => (
  <span className="flex items-center gap-2">
    <Priority value={alert.priority} />
    <span className="line-clamp-2 leading-5">{alert.title}</span>
  </span>
);

export function AlertBody({ alert }: { alert: Alert }) {
  return (
    <div className="space-y-5 px-4 py-3">
      <AlertActions alert={alert} />
      <p className="text-sm leading-6">{alert.plain_text}</p>
      <AlertNotices alert={alert} />
      <Section title="Evidence">
        <Facts
          rows={[
            ["State", <AlertState key="s" alert={alert} />],
            [
              "Last value",
              <span key="v">
                {measured(alert.last_value, alert.unit)}, <Ago at={alert.observed_at_unix_ms} />
                {alert.evidence_stale && ", nothing newer comes"}
              </span>,
            ],
            [
              "When it opened",
              <span key="o">
                {measured(alert.value, alert.unit)}, limit {measured(alert.threshold, alert.unit)}
              </span>,
            ],
            ["First seen", <Moment key="f" at={alert.first_soft_at_unix_ms || alert.opened_at_unix_ms} />],
            ["Counts since", <Moment key="c" at={alert.opened_at_unix_ms} />],
            ["Came back", alert.occurrences > 1 ? counted(alert.occurrences - 1, "time", "times") : "not yet"],
          ]}
        />
        {alert.device_id && alert.state !== "closed" && <CheckNow deviceId={alert.device_id} check={alert.check} item={alert.item} />}
      </Section>
      <Slot place="alert_aside" alertId={alert.alert_id} />
      <Section title="Belongs to">
        <Facts
          rows={[
            [
              "Device",
              alert.device_id ? (
                <Link key="d" to="/devices/$device_id" params={{ device_id: alert.device_id }} className="link">
                  {alert.device_name || "Device"}
                </Link>
              ) : (
                "none"
              ),
            ],
            [
              "Client",
              <Link key="c" to="/clients/$client_id" params={{ client_id: alert.client_id }} className="link">
                {alert.client_name}
              </Link>,
            ],
            ["Check", `${alert.check}${alert.item ? `, ${alert.item}` : ""}`],
            [
              "Ticket",
              alert.ticket_id ? (
                <Link key="t" to="/tickets/$ticket_id" params={{ ticket_id: alert.ticket_id }} className="link">
                  {alert.ticket_reference || "Ticket"}
                </Link>
              ) : (
                "none"
              ),
            ],
            ...(alert.incident_id
              ? [
                  [
                    "Incident",
                    <Link key="i" to="/incidents" search={{ open: alert.incident_id }} className="link">
                      Open the incident
                    </Link>,
                  ] as const,
                ]
              : []),
            ["Criticality", alert.criticality || "not set"],
          ]}
        />
      </Section>
      <Section title="History">
        <AlertHistory events={alert.events} />
      </Section>
    </div>
  );
}

function AlertNotices({ alert }: { alert: Alert }) {
  return (
    <>
      {alert.state === "suppressed" && (
        <Notice tone="info">
          <State state="suppressed" label="Held back" />
          <p>
            Nobody was told, because {ruleWords(alert.suppressed_rule)}
            {alert.suppressed_by ? ` (${alert.suppressed_by})` : ""}. It still counts.
          </p>
        </Notice>
      )}
      {snoozed(alert) && alert.state !== "closed" && (
        <Notice tone="info">
          <State state="snoozed" />
          <p>
            No notices; ends <Until at={alert.snoozed_until_unix_ms} />.
          </p>
        </Notice>
      )}
      {alert.acknowledged_by && alert.state === "acknowledged" && (
        <Notice tone="info">
          <State state="acknowledged" label={`Taken by ${alert.acknowledged_by}`} />
          <p>
            <Ago at={alert.acknowledged_at_unix_ms} />
          </p>
        </Notice>
      )}
      {alert.state === "closed" && (
        <Notice tone="info">
          <State state="closed" label={reasonWords(alert.closed_reason) || "Closed"} />
          <p>
            <Ago at={alert.closed_at_unix_ms} />
            {alert.close_note ? `: ${alert.close_note}` : ""}
          </p>
        </Notice>
      )}
    </>
  );
}

function AlertActions({ alert }: { alert: Alert }) {
  const [dialog, setDialog] = useState<"snooze" | "close">();
  const mayTicket = useMay("ticket.write");
  const navigate = useNavigate();
  const reference = [{ id: alert.alert_id, name: alert.title }];
  const may = (action: string) => alert.allowed_actions.includes(action);
  useKeys([
    ...(may("acknowledge") ? [{ keys: "a", label: "Take the alert", run: () => void acknowledge(reference) }] : []),
    ...(may("snooze") ? [{ keys: "s", label: "Snooze the alert", run: () => setDialog("snooze") }] : []),
  ]);
  return (
    <div className="flex flex-wrap gap-2">
      {may("acknowledge") && (
        <Button tone="primary" icon={CheckCheck} keys="a" onClick={() => void acknowledge(reference)}>
          Take it
        </Button>
      )}
      {may("unacknowledge") && (
        <Button icon={Undo2} onClick={() => void unacknowledge(reference)}>
          Give back
        </Button>
      )}
      {may("snooze") && (
        <Button icon={BellOff} keys="s" onClick={() => setDialog("snooze")}>
          Snooze
        </Button>
      )}
      {alert.ticket_id ? (
        <Link to="/tickets/$ticket_id" params={{ ticket_id: alert.ticket_id }} className={buttonClass()}>
          {alert.ticket_reference}
        </Link>
      ) : (
        mayTicket && (
          <Link to="/tickets" search={{ make: "ticket", device: alert.device_id, alert: alert.alert_id }} className={buttonClass()}>
            New ticket
          </Link>
        )
      )}
      <Menu
        label="More"
        icon={Ellipsis}
        quiet
        items={[
          ...(may("maintenance")
            ? [
                {
                  label: "Plan maintenance",
                  icon: Wrench,
                  run: () => void navigate({ to: "/maintenance", search: { make: "window", device: alert.device_id } }),
                },
              ]
            : []),
          ...(may("close") ? [{ label: "Close it", icon: CircleX, run: () => setDialog("close") }] : []),
        ]}
      />
      {dialog === "snooze" && <SnoozeDialog alerts={reference} onClose={() => setDialog(undefined)} />}
      {dialog === "close" && <CloseDialog alerts={reference} onClose={() => setDialog(undefined)} />}
    </div>
  );
}
