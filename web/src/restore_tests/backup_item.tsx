// What was proven of a protected item by restoring it, on its page: what tests found, how it is proven, and the tests.
import { lazy, Suspense, useState } from "react";
import { Link } from "@tanstack/react-router";
import { PenLine, Plus } from "lucide-react";
import { methods } from "@/api/client";
import type { BackupItem, ProofFinding, ProofPlan, RestoreTest } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { useNow } from "@/ui/clock";
import { span } from "@/ui/format";
import { Notice, Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago, Moment, Until } from "@/ui/time";
import { FindingMoves } from "./finding_parts";
import { NewProofPlan } from "./proof_plan_dialog";
import { NextTest, ProofPlanActs } from "./proof_plan_parts";
import { RecordTest } from "./record_dialog";
import { findingsOfItem, testsOfItem } from "./test_filters";
import { everyMinute, findingMark, levelLabel, testMark } from "./test_words";

const shown = 10;
const Recovery = lazy(() => import("./recovery"));

export default function BackupItemProofs({ item }: { item: BackupItem }) {
  const [doing, setDoing] = useState<"plan" | "hand">();
  const mayRun = useMay("proof.run");
  const filter = `item_id:${item.item_id}`;
  const tests = useApi(methods.listRestoreTests, { filter, order_by: "-at", page_size: shown }, { refetchInterval: everyMinute }).data;
  const plans = useApi(methods.listProofPlans, { filter: `${filter} is:active` }).data;
  const findings = useApi(methods.listProofFindings, { filter: `${filter} is:open` }).data;
  const living = item.plans.filter((one) => !one.ended);
  const mayPlan = item.allowed_actions.includes("plan") && living.length > 0;
  if (!tests || !plans || !findings) return null;
  if (item.decision === "not_needed" && tests.total === 0) return null;
  return (
    <Section
      title="Proofs"
      aside={
        <>
          {mayRun && living.length > 0 && (
            <Button icon={PenLine} onClick={() => setDoing("hand")}>
              Restored by hand
            </Button>
          )}
          {mayPlan && (
            <Button icon={Plus} onClick={() => setDoing("plan")}>
              Prove regularly
            </Button>
          )}
        </>
      }
    >
      <div className="space-y-4">
        {findings.findings.map((one) => (
          <Finding key={one.finding_id} finding={one} />
        ))}
        {plans.plans.length > 0 && (
          <ul className="space-y-2" aria-label="Proof plans">
            {plans.plans.map((one) => (
              <Plan key={one.proof_plan_id} plan={one} />
            ))}
          </ul>
        )}
        {tests.tests.length > 0 ? (
          <ul className="divide-y divide-line rounded-lg border border-line" aria-label="Restore tests">
            {tests.tests.map((one) => (
              <Test key={one.test_id} test={one} />
            ))}
          </ul>
        ) : (
          <p className="text-dim">
            Nothing of it was restored yet.{" "}
            {plans.plans.length === 0 && "A proof plan restores files of it on another machine and compares them with their source."}
          </p>
        )}
        <Links item={item} tests={tests.total} />
        <Suspense fallback={null}>
          <Recovery item={item} />
        </Suspense>
      </div>
      {doing === "plan" && <NewProofPlan item={item} plans={living} onClose={() => setDoing(undefined)} />}
      {doing === "hand" && <RecordTest item={item} plans={living} onClose={() => setDoing(undefined)} />}
    </Section>
  );
}

const Links = ({ item, tests }: { item: BackupItem; tests: number }) => (
  <p className="flex flex-wrap gap-x-4 text-xs">
    {tests > shown && (
      <Link to="/backups/tests" search={{ q: testsOfItem(item.item_id) }} className="link">
        All {tests} restore tests
      </Link>
    )}
    {tests > 0 && (
      <Link to="/backups/findings" search={{ q: findingsOfItem(item.item_id) }} className="link">
        All that they found
      </Link>
    )}
  </p>
);

function Finding({ finding }: { finding: ProofFinding }) {
  return (
    <Notice tone={finding.kind === "failed" ? "crit" : "warn"}>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <State {...findingMark(finding)} />
        <span className="min-w-0 font-medium break-words">{finding.title}</span>
        {finding.ticket_id && (
          <Link to="/tickets/$ticket_id" params={{ ticket_id: finding.ticket_id }} className="link text-xs">
            {finding.reference}
          </Link>
        )}
      </div>
      <p className="mt-0.5 break-words">{finding.consequence}</p>
      <p className="mt-0.5 text-xs text-dim">
        Only a later test of L{finding.level} or above that passes, and is signed, closes this; a green night does not. To be mended{" "}
        <Until at={finding.due_at_unix_ms} />.
      </p>
      <FindingMoves finding={finding} />
    </Notice>
  );
}

function Plan({ plan }: { plan: ProofPlan }) {
  const now = useNow();
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-1">
      <div className="min-w-0 flex-1 basis-60">
        <span className="font-medium">{levelLabel(plan.level)}</span> of {plan.backup_plan_label} on {plan.device_name}, every{" "}
        {span(Number(plan.every_s) * 1000)}
        <span className="block text-xs text-dim">
          <NextTest plan={plan} now={now} />
        </span>
      </div>
      <ProofPlanActs plan={plan} />
    </li>
  );
}

const Test = ({ test }: { test: RestoreTest }) => (
  <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2">
    <State {...testMark(test)} />
    <Link to="/restore-tests/$test_id" params={{ test_id: test.test_id }} className="link min-w-0 flex-1 basis-52 break-words">
      {levelLabel(test.level)}: {test.state_text || test.waits_for || "it has not begun"}
    </Link>
    <span className="text-xs whitespace-nowrap text-dim">
      {test.ended_at_unix_ms > 0 ? <Ago at={test.ended_at_unix_ms} /> : <Moment at={test.planned_at_unix_ms} />}
    </span>
  </li>
);
