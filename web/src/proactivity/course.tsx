// The four times of a disturbance, each with where it is known from.
import type { ReactNode } from "react";
import { Link } from "@tanstack/react-router";
import type { Disturbance, Evidence } from "@/api/generated/schema";
import { exactTime } from "@/ui/format";
import { Facts } from "@/ui/panel";
import { Moment } from "@/ui/time";
import { leadWords, sourceWords } from "./verdict_words";

function From({ evidence }: { evidence: Evidence }) {
  const text = sourceWords(evidence);
  if (evidence.source.startsWith("alert_"))
    return (
      <Link to="/alerts" search={{ open: evidence.source_id }} className="link">
        {text}
      </Link>
    );
  if (evidence.source === "incident_opened")
    return (
      <Link to="/incidents" search={{ open: evidence.source_id }} className="link">
        {text}
      </Link>
    );
  if (evidence.source === "ticket_opened")
    return (
      <Link to="/tickets/$ticket_id" params={{ ticket_id: evidence.source_id }} className="link">
        {text}
      </Link>
    );
  return <span className="text-dim">{text}</span>;
}

function At({ evidence, never }: { evidence: Evidence | undefined; never: string }): ReactNode {
  if (!evidence?.at_unix_ms) return <span className="text-dim">{never}</span>;
  return (
    <span title={exactTime(evidence.at_unix_ms)}>
      {exactTime(evidence.at_unix_ms)}: <From evidence={evidence} />
    </span>
  );
}

export function Course({ disturbance }: { disturbance: Disturbance }) {
  const { restored_at_unix_ms: restored, resolved_at_unix_ms: resolved, lead_seconds: lead } = disturbance;
  return (
    <Facts
      rows={[
        ["Began", <At key="s" evidence={disturbance.started} never="not known" />],
        ["Detected", <At key="d" evidence={disturbance.detected} never="not by us" />],
        ["Acted on", <At key="a" evidence={disturbance.acted} never="not yet" />],
        ["Reported", <At key="r" evidence={disturbance.reported} never="by nobody" />],
        ...(lead ? [["Lead", leadWords(lead)] as const] : []),
        ["Restored", restored ? <Moment key="e" at={restored} /> : "not yet"],
        ["Resolved", resolved ? <Moment key="v" at={resolved} /> : "not yet"],
      ]}
    />
  );
}
