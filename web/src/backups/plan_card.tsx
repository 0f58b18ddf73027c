// One plan of an item: when it is expected, what came of it lately, and what can be done with it.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { Pause, Pencil, Play } from "lucide-react";
import type { BackupItem, BackupPlan, BackupRun } from "@/api/generated/schema";
import { Button } from "@/ui/button";
import { useNow } from "@/ui/clock";
import { CopyLine } from "@/ui/copy";
import { dayOf } from "@/ui/format";
import { Facts, Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago, Moment, Until } from "@/ui/time";
import { runsOfPlan } from "./backup_filters";
import { objectiveWords, successFigure } from "./backup_numbers";
import { planMark } from "./backup_words";
import { copyFacts } from "./copy_facts";
import { EditPlan, EndPlan, PausePlan, useResume } from "./plan_dialogs";
import { RunStrip } from "./run_strip";
import { wrapperLine } from "./told_by_wrapper";

export function Plans({ item, runs, add }: { item: BackupItem; runs: readonly BackupRun[]; add?: () => void }) {
  const going = item.plans.filter((plan) => !plan.ended),
    ended = item.plans.filter((plan) => plan.ended);
  return (
    <Section
      title="Plans"
      aside={
        add && (
          <Button keys="p" onClick={add}>
            New plan
          </Button>
        )
      }
    >
      {going.length === 0 && (
        <p className="text-dim">
          {item.decision === "not_needed" ? "None is wanted." : "No run is expected: whether anything backs this up, nobody would notice."}
        </p>
      )}
      <ul className="space-y-3">
        {going.map((plan) => (
          <li key={plan.plan_id}>
            <PlanCard plan={plan} runs={runs.filter((run) => run.plan_id === plan.plan_id)} may={item.allowed_actions.includes("plan")} />
          </li>
        ))}
      </ul>
      {ended.length > 0 && (
        <details className="mt-3">
          <summary className="text-dim">{ended.length === 1 ? "One plan has ended" : `${ended.length} plans have ended`}</summary>
          <ul className="mt-1 space-y-1">
            {ended.map((plan) => (
              <li key={plan.plan_id} className="break-words">
                <span className="mono">{plan.label}</span> on {plan.device_name}, <Moment at={plan.ended_at_unix_ms} />: {plan.end_reason}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Section>
  );
}

function PlanCard({ plan, runs, may }: { plan: BackupPlan; runs: readonly BackupRun[]; may: boolean }) {
  const now = useNow();
  const [doing, setDoing] = useState<"edit" | "pause" | "end">();
  const resume = useResume(plan);
  const isPaused = plan.paused_until_unix_ms > now;
  const close = () => setDoing(undefined);
  return (
    <article aria-label={`Plan ${plan.label}`} className="rounded-lg border border-line p-3">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h3 className="mono min-w-0 font-semibold break-all">{plan.label}</h3>
        <State {...planMark(plan, now)} />
        <span className="text-dim">
          on{" "}
          <Link to="/devices/$device_id" params={{ device_id: plan.device_id }} className="link">
            {plan.device_name || "a machine of before"}
          </Link>
        </span>
        {may && (
          <span className="no-print ml-auto flex flex-wrap gap-2">
            <Button icon={Pencil} tone="quiet" onClick={() => setDoing("edit")}>
              Edit
            </Button>
            {isPaused ? (
              <Button icon={Play} tone="quiet" onClick={resume}>
                Resume
              </Button>
            ) : (
              <Button icon={Pause} tone="quiet" onClick={() => setDoing("pause")}>
                Pause
              </Button>
            )}
            <Button tone="quiet" onClick={() => setDoing("end")}>
              End
            </Button>
          </span>
        )}
      </div>
      <RunStrip runs={runs} now={now} name={`Plan ${plan.label}`} />
      <div className="mt-3">
        <PlanFacts plan={plan} runs={runs} isPaused={isPaused} />
      </div>
      {doing === "edit" && <EditPlan plan={plan} onClose={close} />}
      {doing === "pause" && <PausePlan plan={plan} onClose={close} />}
      {doing === "end" && <EndPlan plan={plan} onClose={close} />}
    </article>
  );
}

function PlanFacts({ plan, runs, isPaused }: { plan: BackupPlan; runs: readonly BackupRun[]; isPaused: boolean }) {
  const newest = plan.newest_content_at_unix_ms || Math.max(0, ...runs.map((run) => run.content_at_unix_ms));
  const figure = successFigure({ success: plan.success_30d, scheduled: plan.scheduled_30d });
  const neverHeard = plan.last_at_unix_ms === 0;
  return (
    <>
      <Facts
        rows={[
          [
            "Expected",
            <span key="e">
              {plan.schedule_text} <span className="text-dim">({plan.zone}), missed after {objectiveWords(Number(plan.late_s))}</span>
            </span>,
          ],
          isPaused
            ? ["Paused", `until ${dayOf(plan.paused_until_unix_ms)}: ${plan.pause_reason}`]
            : ["Next", plan.next_at_unix_ms > 0 ? <NextRun key="n" at={plan.next_at_unix_ms} /> : "none"],
          [
            "Last",
            neverHeard ? (
              "never heard of"
            ) : (
              <span key="l">
                <Ago at={plan.last_at_unix_ms} />
                {plan.last_text && `: ${plan.last_text}`}
              </span>
            ),
          ],
          ["Newest content", newest > 0 ? <Ago key="c" at={newest} /> : "no recovery point was seen lately"],
          [
            "Last 30 days",
            <Link key="r" to="/backups/runs" search={{ q: runsOfPlan(plan.plan_id) }} className="link">
              {plan.scheduled_30d === 0 ? figure.small : `${figure.big} (${figure.small})`}
            </Link>,
          ],
          ["Program", plan.engine || "any"],
          ["Kept for", plan.retention || "not said"],
          ...copyFacts(runs).map(
            ({ name, text, isKnown }) =>
              [
                name,
                <span key={name} className={isKnown ? "" : "text-dim"}>
                  {text}
                </span>,
              ] as const,
          ),
        ]}
      />
      {neverHeard && (
        <div className="mt-3">
          <p className="mb-1 text-dim">Nothing was told of it yet. On the machine:</p>
          <CopyLine label="the line" text={wrapperLine(plan.label)} />
        </div>
      )}
    </>
  );
}

const NextRun = ({ at }: { at: number }) => (
  <span>
    <Moment at={at} /> <span className="text-dim">(<Until at={at} />)</span>
  </span>
);
