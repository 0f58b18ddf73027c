// What needs a person, across all clients, most consequential first; beside it the tickets that
// wait for this person or for anybody.
import { useMemo, useState } from "react";
import { Link } from "@tanstack/react-router";
import { CircleHelp, CloudSun, Laptop } from "lucide-react";
import { methods } from "@/api/client";
import type { ListNowResponse, NowItem } from "@/api/generated/schema";
import { largestPage, useApi } from "@/api/query";
import { nowRequest } from "@/app/navigation";
import { useClientId, usePageSearch } from "@/app/search";
import { useMay } from "@/api/session";
import { Button, buttonClass } from "@/ui/button";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { count, counted } from "@/ui/format";
import { FreshPill } from "@/ui/fresh_pill";
import { useKeys } from "@/ui/keys";
import { useSteady } from "@/ui/steady";
import { Slot } from "@/ui/slot";
import { Ago } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { OnCallNow } from "@/escalation/on_call_now";
import { WaitingTickets } from "@/helpdesk/waiting_tickets";
import { AlertPanel } from "./alert_panel";
import { NowRow } from "./now_row";
import { SoftChecks } from "./soft_checks";

const idOf = (item: NowItem) => `${item.kind} ${item.id}`;
const pageSize = 100;

export default function NowPage() {
  useTitle("Now");
  const query = useApi(methods.listNow, nowRequest, { refetchInterval: 15_000 });
  const [search, change] = usePageSearch();
  const mayTickets = useMay("ticket.read");
  if (query.isPending) return <Loading what="what needs you" rows={10} />;
  if (!query.data) return <Failed what="what needs you" error={query.error} retry={() => void query.refetch()} />;
  return (
    <div className="flex h-full min-h-0">
      <div className="scroll-thin @container min-w-0 flex-1 overflow-auto">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-x-6 px-3 py-3 md:px-4 @min-[1000px]:grid-cols-[minmax(0,1fr)_300px]">
          <div className="min-w-0">
            <Slot place="now_notice" />
            <NowList answer={query.data} openId={search.open} onOpen={(id) => change({ open: id }, true)} />
            <SoftChecks />
          </div>
          {mayTickets && <WaitingTickets above={<OnCallNow />} />}
        </div>
      </div>
      {search.open && <AlertPanel id={search.open} onClose={() => change({ open: "" })} />}
    </div>
  );
}

/// The machines that somebody works on now, by a window of their own, of their site or of their client.
function useInMaintenance(): ReadonlySet<string> {
  const may = useMay("device.read");
  const request = { filter: "maintenance:true", page_size: largestPage };
  const devices = useApi(methods.listDevices, request, { enabled: may, refetchInterval: 60_000 }).data?.devices;
  return useMemo(() => new Set(devices?.map((device) => device.device_id)), [devices]);
}

function NowList({ answer, openId, onOpen }: { answer: ListNowResponse; openId?: string; onOpen: (id: string) => void }) {
  const client = useClientId();
  const worked = useInMaintenance();
  const [over, setOver] = useState(false);
  const [cursor, setCursor] = useState(0);
  const [most, setMost] = useState(pageSize);
  const steady = useSteady(client, answer.items, idOf, over);
  const all = steady.rows.filter((item) => !client || item.client_id === client);
  const items = all.slice(0, most);
  const at = Math.min(cursor, items.length - 1);
  const move = (by: number) => {
    const next = Math.max(0, Math.min(items.length - 1, at + by));
    setCursor(next);
    document.getElementById(`now-${next}`)?.scrollIntoView({ block: "nearest" });
  };
  useKeys(
    [
      { keys: "j", label: "Next row", group: "Lists", run: () => move(1) },
      { keys: "k", label: "Row before", group: "Lists", run: () => move(-1) },
      { keys: "ArrowDown", label: "Next row", group: "Lists", run: () => move(1) },
      { keys: "ArrowUp", label: "Row before", group: "Lists", run: () => move(-1) },
      {
        keys: "Enter",
        label: "Open the row",
        group: "Lists",
        run: () => {
          if (items[at]?.kind === "alert") onOpen(items[at].id);
        },
      },
    ],
    items.length > 0,
  );
  return (
    <section aria-label="Needs a person" className="min-w-0">
      <div className="mb-2 flex min-h-7 flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="text-sm font-semibold">
          {all.length === 0 ? "No alert waits" : counted(all.length, "thing needs a person", "things need a person")}
        </h2>
        <FreshPill {...steady} />
        <span className="ml-auto text-xs text-dim">
          {counted(answer.devices_watched, "device", "devices")} watched, judged <Ago at={answer.judged_at_unix_ms} />
        </span>
      </div>
      <UnknownDevices answer={answer} />
      {all.length === 0 ? (
        <Calm answer={answer} />
      ) : (
        <ul
          className="overflow-hidden rounded-lg border border-line"
          onPointerEnter={() => setOver(true)}
          onPointerLeave={() => setOver(false)}
        >
          {items.map((item, i) => (
            <NowRow
              key={idOf(item)}
              id={`now-${i}`}
              item={item}
              inMaintenance={worked.has(item.device_id)}
              current={i === at}
              open={item.id === openId}
              onOpen={() => {
                setCursor(i);
                onOpen(item.id);
              }}
            />
          ))}
        </ul>
      )}
      {all.length > most && (
        <div className="py-3 text-center">
          <Button onClick={() => setMost(most + pageSize)}>Show {count(Math.min(pageSize, all.length - most))} more</Button>
        </div>
      )}
    </section>
  );
}

// What is not known is not well: it stands above, whatever else is calm.
function UnknownDevices({ answer }: { answer: ListNowResponse }) {
  if (answer.devices_unknown === 0) return null;
  return (
    <Link
      to="/devices"
      search={{ q: "status:unknown" }}
      className="mb-3 flex items-center gap-2 rounded-lg border border-line bg-panel px-3 py-2 hover:bg-hover"
    >
      <CircleHelp size={15} aria-hidden className="shrink-0 text-off" />
      <span>
        <span className="font-medium">{counted(answer.devices_unknown, "device is unknown", "devices are unknown")}</span>
        <span className="text-dim">
          : nothing was heard lately, so nobody can say that {answer.devices_unknown === 1 ? "it is" : "they are"} well.
        </span>
      </span>
    </Link>
  );
}

function Calm({ answer }: { answer: ListNowResponse }) {
  const mayAdd = useMay("device.enrol");
  if (answer.devices_watched === 0) {
    return (
      <NoneYet icon={Laptop} title="No device is watched yet.">
        <p>Once an agent runs on a machine, whatever needs a person appears here by itself.</p>
        {mayAdd && (
          <Link to="/devices/add" className={buttonClass("primary")}>
            Add a device
          </Link>
        )}
      </NoneYet>
    );
  }
  if (answer.devices_unknown >= answer.devices_watched)
    return (
      <NoneYet icon={CloudSun} title="Nothing is known to need a person.">
        What cannot be judged is listed above. Conditions appear here by themselves once devices report.
      </NoneYet>
    );
  if (answer.devices_unknown > 0)
    return (
      <NoneYet icon={CloudSun} title="Nothing else needs a person now.">
        Of the devices that report, every condition that counts is taken care of or gone. New ones appear here by themselves.
      </NoneYet>
    );
  return (
    <NoneYet icon={CloudSun} title="Nothing needs a person now.">
      Every condition that counts is taken care of or gone. New ones appear here by themselves.
    </NoneYet>
  );
}
