// The delivery log: who was told what, when, whether it arrived, and why not.
import { Link } from "@tanstack/react-router";
import { RotateCw, Send } from "lucide-react";
import { methods } from "@/api/client";
import type { Delivery } from "@/api/generated/schema";
import { useApi, useApiPages, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { RecordList, useRecordSearch } from "@/app/record_list";
import { Button } from "@/ui/button";
import { NoneYet } from "@/ui/empty";
import type { Column } from "@/ui/grid_columns";
import { Aside, Facts, Notice } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago, Moment, Until } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { say, sayProblem } from "@/ui/toast";
import { eventLabel, events } from "./event_words";

const columns: readonly Column<Delivery>[] = [
  { key: "state", title: "State", width: "104px", cell: (delivery) => <State state={delivery.state} /> },
  {
    key: "subject",
    title: "Message",
    width: "minmax(200px,3fr)",
    cell: (delivery) => (
      <span className="font-medium" title={delivery.subject}>
        {delivery.subject}
      </span>
    ),
  },
  {
    key: "event",
    title: "About",
    width: "minmax(120px,1fr)",
    from: 760,
    cell: (delivery) => <span className="text-dim">{eventLabel(delivery.event)}</span>,
  },
  { key: "channel", title: "Channel", width: "minmax(100px,1fr)", cell: (delivery) => delivery.channel_name },
  {
    key: "recipient",
    title: "Receiver",
    width: "minmax(120px,1.2fr)",
    from: 900,
    cell: (delivery) => <span title={delivery.recipient}>{delivery.recipient}</span>,
  },
  {
    key: "client",
    title: "Client",
    width: "minmax(100px,1fr)",
    from: 1000,
    cell: (delivery) => delivery.client_name || <span className="text-dim">none</span>,
  },
  { key: "attempts", title: "Attempts", width: "68px", end: true, from: 700, cell: (delivery) => delivery.attempts },
  {
    key: "created",
    title: "Made",
    width: "96px",
    end: true,
    cell: (delivery) => <Ago at={delivery.created_at_unix_ms} bare className="text-dim" />,
  },
];

export default function DeliveriesPage() {
  useTitle("Delivery log");
  const search = useRecordSearch();
  const channels = useApi(methods.listChannels, {}, { staleTime: 300_000 }).data?.channels ?? [];
  const query = useApiPages(methods.listDeliveries, { filter: search.filter, page_size: 100 }, (answer) => answer.deliveries, {
    refetchInterval: 30_000,
  });
  const keys = [
    { key: "state", hint: "Pending, delivered, failed, withheld", values: ["pending", "delivered", "failed", "withheld"] },
    { key: "channel", hint: "Channel", values: channels.map((channel) => channel.name) },
    { key: "event", hint: "What it is about", values: [...events.map((event) => event.value), "test"] },
    { key: "recipient", hint: "Receiver; stars stand for anything" },
    { key: "created", hint: "Age", numeric: true, values: ["1h", "1d"] },
    { key: "attempts", hint: "Number of attempts", numeric: true },
  ];
  return (
    <RecordList<Delivery>
      title="Delivery log"
      words={["delivery", "deliveries"]}
      memory="deliveries"
      keys={keys}
      placeholder="Filter: words, state:failed created<1d"
      columns={columns}
      search={search}
      query={query}
      idOf={(delivery) => delivery.delivery_id}
      nameOf={(delivery) => delivery.subject}
      card={deliveryCard}
      aside={(delivery, close) => <Details delivery={delivery} onClose={close} />}
      none={
        <NoneYet title="Nothing was sent yet." icon={Send}>
          <p>Every message and every attempt stands here.</p>
          <Link to="/settings/channels" className="link">
            Notification channels
          </Link>
        </NoneYet>
      }
    />
  );
}

const deliveryCard = (delivery: Delivery) => <Card delivery={delivery} />;

function Card({ delivery }: { delivery: Delivery }) {
  return (
    <span className="block min-w-0">
      <span className="flex items-center justify-between gap-2">
        <span className="truncate font-medium">{delivery.subject}</span>
        <State state={delivery.state} className="shrink-0" />
      </span>
      <span className="flex justify-between gap-2 text-xs text-dim">
        <span className="truncate">
          {delivery.channel_name}, {delivery.recipient}
        </span>
        <Ago at={delivery.created_at_unix_ms} className="shrink-0" />
      </span>
    </span>
  );
}

function Details({ delivery, onClose }: { delivery: Delivery; onClose: () => void }) {
  const may = useMay("channel.write");
  const change = useChange(methods.resendDelivery, [methods.listDeliveries], {
    onSuccess: () => say("It goes out again, with the same id."),
    onError: (error) => sayProblem("Not sent again.", error),
  });
  return (
    <Aside
      label="Delivery"
      title={<State state={delivery.state} />}
      onClose={onClose}
      actions={
        may && delivery.state !== "pending" ? (
          <Button icon={RotateCw} busy={change.isPending} onClick={() => change.mutate({ delivery_id: delivery.delivery_id })}>
            Send again
          </Button>
        ) : undefined
      }
    >
      <div className="space-y-4 p-4">
        <p className="font-medium break-words">{delivery.subject}</p>
        {delivery.last_error && <Notice tone={delivery.state === "failed" ? "crit" : "warn"}>{delivery.last_error}</Notice>}
        <Facts
          rows={[
            ["Channel", delivery.channel_name],
            [
              "Receiver",
              <span key="receiver" className="break-all">
                {delivery.recipient || "not known yet"}
              </span>,
            ],
            ["About", eventLabel(delivery.event)],
            ["Client", delivery.client_name || "none"],
            ["Made", <Moment key="made" at={delivery.created_at_unix_ms} />],
            ["Attempts", String(delivery.attempts)],
            ["Last attempt", <Moment key="last" at={delivery.last_attempt_at_unix_ms} />],
            ...(delivery.state === "pending" && Number(delivery.next_attempt_at_unix_ms) > 0
              ? [["Next attempt", <Until key="next" at={delivery.next_attempt_at_unix_ms} />] as const]
              : []),
            ["Delivered", <Moment key="delivered" at={delivery.delivered_at_unix_ms} />],
            [
              "Id for the receiver",
              <code key="id" className="mono break-all">
                {delivery.dedupe_key}
              </code>,
            ],
          ]}
        />
        <pre className="mono rounded-lg border border-line bg-panel p-3 break-words whitespace-pre-wrap">{delivery.body}</pre>
      </div>
    </Aside>
  );
}
