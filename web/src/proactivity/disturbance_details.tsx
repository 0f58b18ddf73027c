// One disturbance: verdict, times, who told us, what people decided.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { Check, Plus, Scale, Unlink, X } from "lucide-react";
import { methods } from "@/api/client";
import type { ClientReport, Disturbance, VerdictOverride } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { Failed, Loading, ProblemLine } from "@/ui/empty";
import { words } from "@/ui/format";
import { Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { Course } from "./course";
import { DetachDialog } from "./detach_dialog";
import { OverrideDialog, touchedByDecision } from "./override_dialog";
import { RecordDialog } from "./record_dialog";
import { VerdictChip } from "./verdict_chip";
import { exclusionWords, linkWords, reportsWords, scoreWords, verdictLook } from "./verdict_words";

export function DisturbanceDetails({ id }: { id: string }) {
  const query = useApi(methods.getDisturbance, { disturbance_id: id }, { keep: true });
  const disturbance = query.data;
  if (!disturbance)
    return query.isError ? (
      <Failed what="who knew first" error={query.error} retry={() => void query.refetch()} />
    ) : (
      <Loading what="who knew first" rows={4} />
    );
  return (
    <div className="space-y-5">
      <Verdict disturbance={disturbance} />
      <Reports disturbance={disturbance} />
      {disturbance.overrides.length > 0 && <Overrides overrides={disturbance.overrides} />}
    </div>
  );
}

function Verdict({ disturbance }: { disturbance: Disturbance }) {
  const [changing, setChanging] = useState(false);
  const { verdict, derived_verdict: derived, original_verdict: original, exclusion } = disturbance;
  return (
    <Section
      title="Who knew first"
      aside={
        disturbance.allowed_actions.includes("override") && (
          <Button tone="quiet" icon={Scale} onClick={() => setChanging(true)}>
            Change the verdict
          </Button>
        )
      }
    >
      <p className="mb-2 flex flex-wrap items-center gap-2">
        <VerdictChip verdict={verdict} />
        <span className="text-dim">{verdictLook(verdict).meaning}</span>
      </p>
      {derived !== verdict && <p className="mb-2 text-warn">Decided by people. The rule says: {verdictLook(derived).label}.</p>}
      {original !== derived && original !== "undecided" && <p className="mb-2 text-dim">First verdict: {verdictLook(original).label}.</p>}
      {exclusion && <p className="mb-2 text-dim">Counts in no figure: {exclusionWords(exclusion)}.</p>}
      <Course disturbance={disturbance} />
      <p className="mt-2 text-xs text-dim">Definition {disturbance.definition_version}</p>
      {changing && <OverrideDialog disturbance={disturbance} onClose={() => setChanging(false)} />}
    </Section>
  );
}

function Reports({ disturbance }: { disturbance: Disturbance }) {
  const { reports, disturbance_id: id } = disturbance;
  const proposed = reports.filter((report) => report.disturbance_id !== id).length;
  const [recording, setRecording] = useState(false);
  const [detaching, setDetaching] = useState<ClientReport>();
  return (
    <Section
      title={reportsWords(disturbance.report_count, proposed)}
      aside={
        disturbance.allowed_actions.includes("record") && (
          <Button tone="quiet" icon={Plus} onClick={() => setRecording(true)}>
            Record a contact
          </Button>
        )
      }
    >
      {recording && <RecordDialog disturbance={disturbance} onClose={() => setRecording(false)} />}
      {detaching && <DetachDialog report={detaching} onClose={() => setDetaching(undefined)} />}
      <ul className={reports.length > 0 ? "overflow-hidden rounded-lg border border-line" : ""}>
        {reports.map((report) => (
          <li key={report.report_id} className="border-b border-line/70 px-3 py-2 last:border-0">
            <span className="flex min-w-0 flex-wrap items-center gap-x-2">
              <Moment at={report.received_at_unix_ms} className="font-medium" />
              <span className="text-dim">{words(report.channel)}</span>
              {report.contact && <span className="truncate">{report.contact}</span>}
              {report.ticket_id && (
                <Link to="/tickets/$ticket_id" params={{ ticket_id: report.ticket_id }} className="link ml-auto shrink-0">
                  {report.ticket_reference}
                </Link>
              )}
            </span>
            {report.text && <span className="line-clamp-2 break-words">{report.text}</span>}
            <span className="block text-xs text-dim">
              {linkWords(report, id)}
              {report.score.total > 0 && `, score ${scoreWords(report.score)}`}
              {report.told_at_unix_ms > 0 && ", told that it is known"}
            </span>
            {report.ticket_id && report.allowed_actions.includes("relink") && (
              <Button tone="quiet" icon={Unlink} onClick={() => setDetaching(report)}>
                Something else
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Overrides({ overrides }: { overrides: readonly VerdictOverride[] }) {
  return (
    <Section title="Decisions of people">
      <ul className="space-y-2">
        {overrides.map((one) => (
          <OverrideLine key={one.override_id} override={one} />
        ))}
      </ul>
    </Section>
  );
}

const overrideStates: Record<string, string> = {
  applied: "Made it worse, so it held at once",
  approved: "Approved",
  refused: "Refused",
  pending: "Waits for a second person",
};

function Wanted({ override: one }: { override: VerdictOverride }) {
  if (one.kind === "relink") return <span>without one of its reports</span>;
  if (one.kind === "exclusion") return <span>left out of the count: {exclusionWords(one.exclusion)}</span>;
  return <VerdictChip verdict={one.to_verdict} />;
}

export function OverrideLine({ override: one, named = false }: { override: VerdictOverride; named?: boolean }) {
  const approve = useChange(methods.approveVerdictOverride, touchedByDecision),
    refuse = useChange(methods.refuseVerdictOverride, touchedByDecision);
  const may = (action: string) => one.allowed_actions.includes(action);
  return (
    <li className="rounded-lg border border-line px-3 py-2">
      {named && <p className="truncate font-medium">{one.disturbance_title}</p>}
      <p className="flex flex-wrap items-center gap-2">
        <VerdictChip verdict={one.from_verdict} />
        <Wanted override={one} />
        <State
          state={one.state === "pending" ? "pending" : one.state === "refused" ? "cancelled" : "completed"}
          label={overrideStates[one.state]}
          className="ml-auto"
        />
      </p>
      <p className="mt-1 break-words">{one.reason}</p>
      <p className="text-xs text-dim">
        {one.requested_by}, <Moment at={one.requested_at_unix_ms} />
        {one.decided_by && `; ${one.decided_by}`}
        {one.note && `: ${one.note}`}
      </p>
      {(may("approve") || may("refuse")) && (
        <p className="mt-2 flex gap-2">
          {may("approve") && (
            <Button icon={Check} busy={approve.isPending} onClick={() => approve.mutate({ override_id: one.override_id })}>
              Approve
            </Button>
          )}
          {may("refuse") && (
            <Button tone="quiet" icon={X} busy={refuse.isPending} onClick={() => refuse.mutate({ override_id: one.override_id })}>
              Refuse
            </Button>
          )}
        </p>
      )}
      {(approve.isError || refuse.isError) && <ProblemLine error={approve.error ?? refuse.error} />}
    </li>
  );
}

/// The same for the incident that it belongs to.
export function WhoKnewFirst({ incidentId }: { incidentId: string }) {
  const may = useMay("proactivity.read");
  const { data } = useApi(methods.listDisturbances, { filter: `incident:${incidentId} -state:merged`, page_size: 1 }, { enabled: may });
  const id = data?.disturbances[0]?.disturbance_id;
  return id ? <DisturbanceDetails id={id} /> : null;
}
