import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { BellOff, CheckCheck, FilePlus } from "lucide-react";
import type { NowItem } from "@/api/generated/schema";
import { useMay } from "@/api/session";
import { Button, buttonClass } from "@/ui/button";
import { useKeys } from "@/ui/keys";
import { Chip, Priority, State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { acknowledge, unacknowledge } from "./alert_actions";
import { SnoozeDialog } from "./snooze_dialog";

interface Props {
  id: string;
  item: NowItem;
  current: boolean; // the keyboard is here
  inMaintenance: boolean; // its machine is worked on: nobody is told anything of it
  open: boolean;
  onOpen: () => void;
}

/// One thing that needs a person: what, why, where, since when, how old the evidence is, and what
/// can be done about it without leaving the page.
export function NowRow({ id, item, current, inMaintenance, open, onOpen }: Props) {
  return (
    <li
      id={id}
      className={`relative border-b border-line/70 px-3 py-2.5 last:border-0 ${open ? "bg-sel" : "hover:bg-hover"}
        ${current ? "shadow-[inset_2px_0_0_var(--accent)]" : ""}`}
    >
      <div className="flex gap-3">
        <span className="pt-0.5">
          <Priority value={item.priority} />
        </span>
        <div className="min-w-0 flex-1">
          <div className="flex flex-wrap items-center gap-x-3">
            <Title item={item} onOpen={onOpen} />
            <State
              state={item.state === "acknowledged" ? "acknowledged" : item.severity}
              label={item.state === "acknowledged" ? `Taken by ${item.owner}` : undefined}
              className="text-xs"
            />
            {item.alert_count > 1 && <Chip>{item.alert_count} alerts</Chip>}
            {inMaintenance && <Chip>In maintenance</Chip>}
          </div>
          <p className="mt-0.5 line-clamp-2 text-dim @max-[640px]:line-clamp-3">{item.reason}</p>
          <p className="mt-1 flex flex-wrap gap-x-3 gap-y-0.5 text-xs text-dim">
            <span className="text-ink">{item.client_name}</span>
            {item.device_id && (
              <Link to="/devices/$device_id" params={{ device_id: item.device_id }} className="link relative z-[1]">
                {item.device_name}
              </Link>
            )}
            <span>
              since <Ago at={item.since_unix_ms} bare />
            </span>
            <span>
              evidence <Ago at={item.evidence_at_unix_ms} />
              {item.evidence_stale && ", nothing newer comes"}
            </span>
          </p>
        </div>
        <div className="relative z-[1] flex shrink-0 items-start gap-1.5 @max-[640px]:hidden">
          <NowActions item={item} current={current} />
        </div>
      </div>
      <div className="relative z-[1] mt-2 hidden flex-wrap gap-2 @max-[640px]:flex">
        <NowActions item={item} current={false} />
      </div>
    </li>
  );
}

// The title's target is the whole row; links and buttons lie above it.
function Title({ item, onOpen }: { item: NowItem; onOpen: () => void }) {
  const look = "in-row text-left font-medium after:absolute after:inset-0";
  if (item.kind === "alert")
    return (
      <button type="button" className={look} onClick={onOpen}>
        {item.title}
      </button>
    );
  // This server itself has no page: what is wrong and what to do stands in the row.
  if (item.kind !== "unwatched_device" && !item.device_id) return <span className="font-medium">{item.title}</span>;
  return (
    <Link to="/devices/$device_id" params={{ device_id: item.device_id || item.id }} className={look}>
      {item.title}
    </Link>
  );
}

function NowActions({ item, current }: { item: NowItem; current: boolean }) {
  const [snoozing, setSnoozing] = useState(false);
  const mayTicket = useMay("ticket.write");
  const reference = [{ id: item.id, name: item.title }];
  const may = (action: string) => item.allowed_actions.includes(action);
  useKeys(
    [
      ...(may("acknowledge") ? [{ keys: "a", label: "Take it", run: () => void acknowledge(reference) }] : []),
      ...(may("snooze") ? [{ keys: "s", label: "Snooze it", run: () => setSnoozing(true) }] : []),
    ],
    current,
  );
  return (
    <>
      {may("acknowledge") && (
        <Button icon={CheckCheck} onClick={() => void acknowledge(reference)}>
          Take
        </Button>
      )}
      {may("unacknowledge") && (
        <Button tone="quiet" onClick={() => void unacknowledge(reference)}>
          Give back
        </Button>
      )}
      {may("snooze") && (
        <Button tone="quiet" icon={BellOff} onClick={() => setSnoozing(true)}>
          Snooze
        </Button>
      )}
      {item.ticket_id ? (
        <Link to="/tickets/$ticket_id" params={{ ticket_id: item.ticket_id }} className={buttonClass()}>
          {item.ticket_reference || "Ticket"}
        </Link>
      ) : (
        mayTicket &&
        item.client_id && (
          <Link
            to="/tickets"
            search={{ make: "ticket", device: item.device_id, alert: item.kind === "alert" ? item.id : undefined }}
            className={buttonClass("quiet")}
          >
            <FilePlus size={14} aria-hidden />
            Ticket
          </Link>
        )
      )}
      {snoozing && <SnoozeDialog alerts={reference} onClose={() => setSnoozing(false)} />}
    </>
  );
}
