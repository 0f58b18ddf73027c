// What is wrong right now, what waits for this person, and what is under way.
import type { ReactNode } from "react";
import { CircleCheck, CircleHelp, TriangleAlert } from "lucide-react";
import { methods } from "@/api/client";
import type { ListNowResponse, NowItem, Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { Failed, Loading } from "@/ui/empty";
import { count, counted } from "@/ui/format";
import { costWords, heldUpWords } from "@/ui/impact";
import { State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { base, ticketAddress, To } from "./address";
import { ApprovalLimit } from "./approval_limit";
import { Elsewhere } from "./frame";
import { useAskAgain } from "./live";
import { usePortal } from "./look";
import { OwnDevices } from "./own_devices";
import { Block, Heading, Quiet, Row, Rows, TicketRow } from "./parts";
import { PortalSlot } from "./places";
import { useMe } from "./who";
import { troubleWords, waitsForAnswer } from "./words";

const shownTickets = 5;

export default function Home() {
  const me = useMe();
  const company = usePortal().data?.client_name;
  const first = me.name.split(" ")[0];
  const between = (
    <>
      <PortalSlot place="portal_home" client={me.client} />
      <OwnDevices />
      <ApprovalLimit className="mt-2 text-sm text-dim" />
    </>
  );
  return (
    <>
      <Heading title={company ? `${company}: your IT` : "Your IT"}>{first ? `Hello, ${first}` : "Hello"}</Heading>
      {me.may("alert.read") && <Troubles />}
      {me.may("ticket.read") ? <Tickets between={between} /> : between}
      <Elsewhere />
    </>
  );
}

function Troubles() {
  const query = useApi(methods.listNow, { page_size: 50 }, { refetchInterval: useAskAgain() });
  const now = query.data;
  return (
    <Block title="Right now">
      {query.isError && !now && <Failed what="what is wrong right now" error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading what="what is wrong right now" rows={2} />}
      {now && <Verdict now={now} />}
      {now && now.items.length > 0 && (
        <Rows>
          {now.items.map((item) => (
            <Trouble key={item.id} item={item} />
          ))}
        </Rows>
      )}
      {now && now.total > now.items.length && (
        <p className="mt-2 text-sm text-dim">and {count(now.total - now.items.length)} more</p>
      )}
      <Incidents />
    </Block>
  );
}

// Unknown is never good: all is well only of what is watched and heard from.
function Verdict({ now }: { now: ListNowResponse }) {
  const { devices_watched: watched, devices_unknown: unknown } = now;
  const well = now.total === 0 && unknown === 0 && watched > 0;
  const Icon = well ? CircleCheck : now.total > 0 ? TriangleAlert : CircleHelp;
  const tone = well ? "border-ok/40 bg-ok-bg text-ok" : now.total > 0 ? "border-warn/40 bg-warn-bg text-warn" : "border-line bg-panel text-dim";
  return (
    <div className={`mb-3 flex items-start gap-3 rounded-xl border px-4 py-3 ${tone}`}>
      <Icon size={20} aria-hidden className="mt-0.5 shrink-0" />
      <div className="min-w-0">
        <p className="font-semibold">
          {well
            ? "Nothing that we watch is disturbed."
            : now.total > 0
              ? `${counted(now.total, "thing needs", "things need")} attention.`
              : watched === 0
                ? "No device is watched yet."
                : "Nothing is known to be disturbed."}
        </p>
        <p className="text-sm text-ink">
          {counted(watched, "device", "devices")} watched
          {unknown > 0 && `, ${count(unknown)} of them not heard from`}; judged <Ago at={now.judged_at_unix_ms} />
        </p>
      </div>
    </div>
  );
}

function Trouble({ item }: { item: NowItem }) {
  const me = useMe();
  return (
    <Row to={item.ticket_id && me.may("ticket.read") ? ticketAddress(item.ticket_id) : undefined}>
      <span className="flex flex-wrap items-baseline gap-x-2">
        <State state={item.severity || "unknown"} />
        <span className="min-w-0 font-medium break-words">{item.title}</span>
      </span>
      <span className="block text-sm break-words">
        {item.device_name && `${item.device_name}: `}
        {item.reason}
      </span>
      <span className="flex flex-wrap gap-x-3 text-sm text-dim">
        <span className="font-medium text-ink">{troubleWords(item)}</span>
        <span>
          since <Ago at={item.since_unix_ms} />
        </span>
        <span>
          {item.evidence_stale ? "last measured " : "measured "}
          <Ago at={item.evidence_at_unix_ms} />
          {item.evidence_stale && ", nothing newer comes"}
        </span>
      </span>
    </Row>
  );
}

const incidentWords: Record<string, string> = {
  detected: "Detected: somebody is being told",
  acknowledged: "Known, being worked on",
  mitigated: "You can work again, being repaired",
  restored: "Works again, being watched",
};

function Incidents() {
  const { data } = useApi(
    methods.listIncidents,
    { filter: "state:detected,acknowledged,mitigated,restored", order_by: "-detected", page_size: 20 },
    { refetchInterval: useAskAgain() },
  );
  const me = useMe();
  if (!data?.incidents.length) return null;
  return (
    <div className="mt-4">
      <h3 className="mb-2 text-sm font-semibold">Running incidents</h3>
      <Rows>
        {data.incidents.map((incident) => (
          <Row
            key={incident.incident_id}
            to={incident.ticket_id && me.may("ticket.read") ? ticketAddress(incident.ticket_id) : undefined}
          >
            <span className="block font-medium break-words">{incident.title}</span>
            <span className="flex flex-wrap gap-x-3 text-sm text-dim">
              <State state={incident.state} label={incidentWords[incident.state]} />
              <span>{incident.reference}</span>
              <span>
                since <Ago at={incident.started_at_unix_ms || incident.detected_at_unix_ms} />
              </span>
            </span>
            <span className="block text-sm text-dim">
              {[heldUpWords(incident), costWords(incident) && `it may have cost ${costWords(incident)}`].filter(Boolean).join("; ")}
            </span>
          </Row>
        ))}
      </Rows>
    </div>
  );
}

function useTickets(filter: string, size: number) {
  return useApi(methods.listTickets, { filter, order_by: "-changed", page_size: size }, { refetchInterval: useAskAgain() });
}

const mostWaiting = 20;
/// Whoever asked for it is asked back; a decision is asked of whoever has to decide, above or below.
function useWaiting(): readonly Ticket[] {
  const { data } = useTickets("state:waiting_client,resolved requester:me", mostWaiting);
  const tickets = data?.tickets ?? [];
  return [...tickets.filter(waitsForAnswer), ...tickets.filter((ticket) => ticket.state === "resolved")];
}

function Waiting({ tickets }: { tickets: readonly Ticket[] }) {
  if (tickets.length === 0) return null;
  return (
    <Block title="Waits for you">
      <Rows>
        {tickets.map((ticket) => (
          <TicketRow key={ticket.ticket_id} ticket={ticket} />
        ))}
      </Rows>
    </Block>
  );
}

function Tickets({ between }: { between: ReactNode }) {
  const waiting = useWaiting();
  return (
    <>
      <Waiting tickets={waiting} />
      {between}
      <Open waiting={waiting} />
    </>
  );
}

// All that is open, but what waits for this person, which is named before.
function Open({ waiting }: { waiting: readonly Ticket[] }) {
  const me = useMe();
  const query = useTickets("is:open", shownTickets + mostWaiting);
  const before = waiting.filter(waitsForAnswer);
  const named = new Set(before.map((ticket) => ticket.ticket_id));
  const tickets = (query.data?.tickets ?? []).filter((ticket) => !named.has(ticket.ticket_id)).slice(0, shownTickets);
  const more = (query.data?.total ?? 0) - before.length - tickets.length;
  const title = me.seesAllTickets ? "Your company's open tickets" : "Your open tickets";
  return (
    <Block
      title={title}
      aside={
        <To to={`${base}/tickets`} className="link">
          All tickets
        </To>
      }
    >
      {query.isError && !query.data && <Failed what="the tickets" error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading what="the tickets" rows={2} />}
      {query.data && tickets.length === 0 && (
        <Quiet>
          {waiting.length > 0 ? "Nothing else is open." : "Nothing is open."}{" "}
          {me.may("ticket.write") && (
            <To to={`${base}/new`} className="link">
              Tell us what you need
            </To>
          )}
        </Quiet>
      )}
      {tickets.length > 0 && (
        <Rows>
          {tickets.map((ticket) => (
            <TicketRow key={ticket.ticket_id} ticket={ticket} />
          ))}
        </Rows>
      )}
      {more > 0 && <p className="mt-2 text-sm text-dim">and {count(more)} more</p>}
    </Block>
  );
}
