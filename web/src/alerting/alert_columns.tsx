import type { Alert } from "@/api/generated/schema";
import { Priority, State } from "@/ui/status";
import { Ago, Until } from "@/ui/time";
import type { Column } from "@/ui/grid_columns";
import { isoTime } from "@/ui/csv";

export const snoozed = (alert: Pick<Alert, "snoozed_until_unix_ms">, now = Date.now()) => alert.snoozed_until_unix_ms > now;

/// The state as one looks for it: a snoozed alert says so before it says that it is open.
export function AlertState({ alert, className }: { alert: Alert; className?: string }) {
  if ((alert.state === "open" || alert.state === "acknowledged") && snoozed(alert)) return <State state="snoozed" className={className} />;
  return <State state={alert.state === "open" ? alert.severity : alert.state} className={className} />;
}

export const alertColumns: readonly Column<Alert>[] = [
  {
    key: "priority",
    title: "Priority",
    short: "P",
    width: "36px",
    sort: "priority",
    cell: (alert) => <Priority value={alert.priority} />,
    file: [["priority", (alert) => alert.priority]],
  },
  {
    key: "state",
    title: "State",
    width: "128px",
    sort: "state",
    cell: (alert) => <AlertState alert={alert} />,
    file: [
      ["state", (alert) => alert.state],
      ["severity", (alert) => alert.severity],
      ["snoozed until", (alert) => (snoozed(alert) ? isoTime(alert.snoozed_until_unix_ms) : "")],
    ],
  },
  {
    key: "title",
    title: "What",
    width: "minmax(200px,2.4fr)",
    sort: "title",
    cell: (alert) => <span className="font-medium">{alert.title}</span>,
    file: [
      ["what", (alert) => alert.title],
      ["check", (alert) => alert.check],
      ["item", (alert) => alert.item],
    ],
  },
  {
    key: "client",
    title: "Client",
    width: "minmax(100px,1fr)",
    from: 900,
    sort: "client",
    cell: (alert) => alert.client_name,
    file: [["client", (alert) => alert.client_name]],
  },
  {
    key: "device",
    title: "Device",
    width: "minmax(100px,1fr)",
    from: 760,
    sort: "device",
    cell: (alert) => alert.device_name,
    file: [["device", (alert) => alert.device_name]],
  },
  {
    key: "by",
    title: "Taken by",
    width: "minmax(90px,.7fr)",
    from: 1180,
    sort: "by",
    cell: (alert) => alert.acknowledged_by || <span className="text-dim">nobody</span>,
    file: [["taken by", (alert) => alert.acknowledged_by]],
  },
  {
    key: "ticket",
    title: "Ticket",
    width: "124px",
    from: 1080,
    cell: (alert) => alert.ticket_reference || <span className="text-dim">none</span>,
    file: [["ticket", (alert) => alert.ticket_reference]],
  },
  {
    key: "opened",
    title: "Opened",
    width: "72px",
    sort: "opened",
    end: true,
    cell: (alert) => <Ago at={alert.opened_at_unix_ms} bare className="text-dim" />,
    file: [["opened at", (alert) => isoTime(alert.opened_at_unix_ms)]],
  },
  {
    key: "observed",
    title: "Evidence",
    width: "76px",
    from: 680,
    sort: "observed",
    end: true,
    cell: (alert) => <Ago at={alert.observed_at_unix_ms} bare className="text-dim" />,
    file: [["evidence at", (alert) => isoTime(alert.observed_at_unix_ms)]],
  },
];

/// Two lines on a phone: what and where, with how urgent and how old.
export function AlertCard({ alert }: { alert: Alert }) {
  return (
    <span className="block min-w-0 leading-5">
      <span className="flex min-w-0 items-center gap-2">
        <Priority value={alert.priority} />
        <span className="truncate font-medium">{alert.title}</span>
      </span>
      <span className="flex min-w-0 items-center gap-2 text-xs text-dim">
        <AlertState alert={alert} className="shrink-0" />
        <span className="truncate">{alert.client_name}</span>
        <span className="ml-auto shrink-0">
          {snoozed(alert) ? <Until at={alert.snoozed_until_unix_ms} /> : <Ago at={alert.opened_at_unix_ms} bare />}
        </span>
      </span>
    </span>
  );
}
