// Ways to tell people: mail, webhooks. Each can be tried, and says when it last worked.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { BellPlus, Ellipsis, Pencil, Plus, Power, Send, Trash2 } from "lucide-react";
import { call, methods } from "@/api/client";
import type { Channel, ChannelKind, Delivery } from "@/api/generated/schema";
import { queries, refresh, useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { useClients } from "@/app/client_filter";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { termText } from "@/ui/filter";
import { counted } from "@/ui/format";
import { Menu } from "@/ui/menu";
import { Facts, Notice, Page, Section } from "@/ui/panel";
import { Chip, State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { say, sayProblem } from "@/ui/toast";
import { ChannelDialog } from "./channel_dialog";
import { eventLabel, priorityLabel } from "./event_words";

export default function ChannelsPage() {
  useTitle("Notification channels");
  const query = useApi(methods.listChannels, {}, { refetchInterval: 60_000 });
  const kinds = useApi(methods.listChannelKinds, {}, { staleTime: 300_000 }).data?.kinds ?? [];
  const may = useMay("channel.write");
  const [editing, setEditing] = useState<Channel | "new">();
  if (query.isError && !query.data)
    return <Failed what="the notification channels" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading what="notification channels" />;
  const channels = query.data.channels;
  const add = may && (
    <Button tone="primary" icon={Plus} disabled={kinds.length === 0} onClick={() => setEditing("new")}>
      Add channel
    </Button>
  );
  return (
    <Page narrow>
      <Section
        title="Notification channels"
        aside={
          <>
            <Link to="/settings/deliveries" className="link">
              Delivery log
            </Link>
            {channels.length > 0 && add}
          </>
        }
      >
        {channels.length === 0 && (
          <NoneYet title="Nobody is told anything yet." icon={BellPlus}>
            <p>A channel sends tickets, incidents and alerts to a mailbox or to another system.</p>
            {add}
          </NoneYet>
        )}
        <div className="space-y-3">
          {channels.map((channel) => (
            <ChannelCard
              key={channel.channel_id}
              channel={channel}
              kind={kinds.find((kind) => kind.kind === channel.kind)}
              may={may}
              edit={() => setEditing(channel)}
            />
          ))}
        </div>
      </Section>
      {editing && <ChannelDialog kinds={kinds} channel={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
}

function stateOf(channel: Channel): { state: string; label: string } {
  if (!channel.enabled) return { state: "disabled", label: "Switched off" };
  if (channel.last_failure_at_unix_ms > channel.last_success_at_unix_ms) return { state: "critical", label: "Last delivery failed" };
  return channel.last_success_at_unix_ms > 0 ? { state: "ok", label: "Works" } : { state: "unknown", label: "Not tried yet" };
}

function ChannelCard({ channel, kind, may, edit }: { channel: Channel; kind: ChannelKind | undefined; may: boolean; edit: () => void }) {
  const [test, setTest] = useState<string>();
  const [removing, setRemoving] = useState(false);
  const clients = useClients();
  const about =
    channel.client_ids.length === 0
      ? "all clients"
      : channel.client_ids.map((id) => clients.find((client) => client.client_id === id)?.name ?? "a client").join(", ");
  const tester = useChange(methods.testChannel, [methods.listDeliveries], {
    onSuccess: (delivery) => setTest(delivery.delivery_id),
    onError: (error) => sayProblem("No test was sent.", error),
  });
  const turn = async (enabled: boolean) => {
    try {
      await call(methods.updateChannel, { channel_id: channel.channel_id, enabled });
      say(`${channel.name} is ${enabled ? "on" : "off"}.`, () => void turn(!enabled));
    } catch (error) {
      sayProblem("Nothing was changed.", error);
    }
    await refresh(queries, [methods.listChannels]);
  };
  const target =
    kind?.settings.filter((setting) => !setting.secret && ["to", "url", "host"].includes(setting.name) && channel.settings[setting.name]) ??
    [];
  return (
    <article aria-label={channel.name} className="rounded-lg border border-line">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2">
        <h3 className="min-w-0 font-medium break-words">{channel.name}</h3>
        <Chip>{kind?.label ?? channel.kind}</Chip>
        <State {...stateOf(channel)} />
        {may && (
          <span className="ms-auto flex items-center gap-1">
            <Button
              icon={Send}
              busy={tester.isPending}
              disabled={!channel.enabled}
              onClick={() => tester.mutate({ channel_id: channel.channel_id })}
            >
              Send a test
            </Button>
            <Menu
              label={`Change ${channel.name}`}
              icon={Ellipsis}
              quiet
              items={[
                { label: "Edit", icon: Pencil, run: edit },
                { label: channel.enabled ? "Switch off" : "Switch on", icon: Power, run: () => void turn(!channel.enabled) },
                { label: "Delete", icon: Trash2, danger: true, run: () => setRemoving(true) },
              ]}
            />
          </span>
        )}
      </div>
      <div className="space-y-2 px-3 py-2.5">
        <Facts
          rows={[
            ...target.map(
              (setting) =>
                [
                  setting.label,
                  <span key={setting.name} className="[overflow-wrap:anywhere]">
                    {channel.settings[setting.name]}
                  </span>,
                ] as const,
            ),
            ["Tells when", channel.events.map(eventLabel).join(", ") || "never"],
            ["Of priority", priorityLabel(channel.minimum_priority)],
            ["About", about],
            ["Last delivered", <Ago key="success" at={channel.last_success_at_unix_ms} />],
            ...(channel.last_failure_at_unix_ms > 0
              ? [
                  [
                    "Last failure",
                    <span key="failure">
                      <Ago at={channel.last_failure_at_unix_ms} />
                      {channel.last_error && <>: {channel.last_error}</>}
                    </span>,
                  ] as const,
                ]
              : []),
          ]}
        />
        {channel.disabled_reason && <Notice tone="warn">{channel.disabled_reason}</Notice>}
        {test && <TestResult channelId={channel.channel_id} deliveryId={test} />}
      </div>
      {removing && <RemoveChannel channel={channel} onClose={() => setRemoving(false)} />}
    </article>
  );
}

/// What became of the test: asked for until it is known.
function TestResult({ channelId, deliveryId }: { channelId: string; deliveryId: string }) {
  const [settled, setSettled] = useState(false);
  const query = useApi(
    methods.listDeliveries,
    { filter: `${termText("channel_id", channelId)} event:test`, page_size: 20 },
    { refetchInterval: settled ? false : 1000 },
  );
  const delivery: Delivery | undefined = query.data?.deliveries.find((one) => one.delivery_id === deliveryId);
  const known = delivery !== undefined && delivery.state !== "pending";
  if (known && !settled) {
    setSettled(true);
    void refresh(queries, [methods.listChannels]);
  }
  const waiting =
    delivery && delivery.attempts > 0
      ? `did not arrive yet: tried ${counted(delivery.attempts, "time", "times")}, goes on by itself`
      : "is on its way";
  return (
    <div role="status" className="rounded-md bg-panel px-3 py-2">
      <State
        state={delivery?.state ?? "pending"}
        label={
          delivery?.state === "delivered"
            ? `Test delivered to ${delivery.recipient || "the receiver"}`
            : delivery?.state === "failed"
              ? "Test failed"
              : `Test ${waiting}`
        }
      />
      {delivery && delivery.state !== "delivered" && delivery.last_error && <p className="mt-0.5 break-words">{delivery.last_error}</p>}
    </div>
  );
}

function RemoveChannel({ channel, onClose }: { channel: Channel; onClose: () => void }) {
  const change = useChange(methods.deleteChannel, [methods.listChannels, methods.listDeliveries], {
    onSuccess: () => {
      onClose();
      say(`${channel.name} is deleted.`);
    },
  });
  return (
    <FormDialog
      title={`Delete ${channel.name}?`}
      description="Its settings are gone for good. To pause it, switch it off instead."
      submit="Delete"
      tone="danger"
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
      onSubmit={() => change.mutate({ channel_id: channel.channel_id })}
    >
      <p>Nobody is told through it any more.</p>
    </FormDialog>
  );
}
