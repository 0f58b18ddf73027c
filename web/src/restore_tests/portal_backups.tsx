// In the portal of a client: what could not be restored, in plain words, and what was, with its certificate.
import { useState } from "react";
import { FileCheck2 } from "lucide-react";
import { call, methods } from "@/api/client";
import type { ProofFinding, RestoreTest } from "@/api/generated/schema";
import { useApi, useApiPages } from "@/api/query";
import { Button } from "@/ui/button";
import { saveBytes } from "@/ui/csv";
import { Failed, Loading, ProblemLine } from "@/ui/empty";
import { More } from "@/ui/more";
import { State } from "@/ui/status";
import { Moment, Until } from "@/ui/time";
import { testsOfClient } from "./test_filters";
import { everyMinute, findingMark, levelLabel, testMark, tookWords } from "./test_words";

const mostFindings = 50,
  shownTests = 20;

export default function PortalProofs({ client }: { client: string }) {
  const findings = useApi(
    methods.listProofFindings,
    { filter: `is:open ${testsOfClient(client)}`, order_by: "-last_seen", page_size: mostFindings },
    { refetchInterval: everyMinute },
  );
  return (
    <>
      {findings.isError && !findings.data && <Failed what="what tests found" error={findings.error} retry={() => void findings.refetch()} />}
      {findings.data && findings.data.findings.length > 0 && (
        <section aria-label="What restore tests found" className="mt-6">
          <h2 className="mb-2 font-semibold">What restore tests found</h2>
          <ul className="space-y-3">
            {findings.data.findings.map((one) => (
              <Finding key={one.finding_id} finding={one} />
            ))}
          </ul>
        </section>
      )}
      <Tests client={client} />
    </>
  );
}

/// What it means comes first; what can be done is what they decide about.
function Finding({ finding }: { finding: ProofFinding }) {
  const tone = finding.kind === "failed" ? "border-crit/40 bg-crit-bg" : "border-warn/40 bg-warn-bg";
  return (
    <li className={`rounded-xl border px-4 py-3 ${tone}`}>
      <p className="font-semibold break-words">{finding.title}</p>
      <p className="mt-1 break-words">{finding.consequence}</p>
      <p className="mt-2 text-sm">What can be done:</p>
      <ul className="text-sm">
        {finding.options.map((one) => (
          <li key={one} className="break-words">
            {one}
          </li>
        ))}
      </ul>
      <p className="mt-1 text-sm break-words">We recommend: {finding.recommendation}</p>
      <p className="mt-2 flex flex-wrap items-center gap-x-3 text-sm text-dim">
        <State {...findingMark(finding)} />
        <span>
          to be mended <Until at={finding.due_at_unix_ms} />
        </span>
        {finding.reference && <span>our reference {finding.reference}</span>}
      </p>
    </li>
  );
}

function Tests({ client }: { client: string }) {
  const asked = { filter: `state:passed,passed_late,failed,inconclusive ${testsOfClient(client)}`, order_by: "-at" };
  const query = useApiPages(methods.listRestoreTests, asked, (answer) => answer.tests, { first: shownTests, refetchInterval: everyMinute });
  return (
    <section aria-label="What was restored in tests" className="mt-6">
      <h2 className="mb-2 font-semibold">What was restored in tests</h2>
      {query.isPending && <Loading what="restore tests" rows={2} />}
      {query.isError && query.rows.length === 0 && <Failed what="restore tests" error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && query.rows.length === 0 && (
        <p className="rounded-xl border border-dashed border-line px-4 py-5 text-center text-dim">
          Nothing was restored in a test yet: whether your backups come back is not known.
        </p>
      )}
      {query.rows.length > 0 && (
        <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-bg">
          {query.rows.map((one) => (
            <Test key={one.test_id} test={one} />
          ))}
        </ul>
      )}
      <More of={query} className="mt-3 h-11 w-full">
        Show more
      </More>
    </section>
  );
}

const agreedWords = (agreed: string) => (Number(agreed) > 0 ? `, ${tookWords(Number(agreed))} agreed` : "");

function Test({ test }: { test: RestoreTest }) {
  const [problem, setProblem] = useState<unknown>();
  const save = async () => {
    try {
      setProblem(undefined);
      const { pdf, file_name } = await call(methods.getRestoreCertificate, { test_id: test.test_id, format: "pdf" });
      saveBytes(file_name, pdf);
    } catch (error) {
      setProblem(error);
    }
  };
  return (
    <li className="px-4 py-2.5">
      <span className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
        <span className="min-w-0 flex-1 basis-40 font-medium break-words">{test.item_name}</span>
        <State {...testMark(test)} />
      </span>
      <span className="block text-sm text-dim">
        <Moment at={test.ended_at_unix_ms} />, {levelLabel(test.level)}
        {test.achieved_rto_s !== undefined && `, back after ${tookWords(Number(test.achieved_rto_s))}${agreedWords(test.rto_s)}`}
      </span>
      <span className="block text-sm break-words">{test.state_text}</span>
      {test.is_signed && (
        <Button icon={FileCheck2} className="mt-2 h-11" onClick={() => void save()}>
          Certificate<span className="sr-only"> of {test.item_name}</span>
        </Button>
      )}
      {Boolean(problem) && <ProblemLine error={problem} />}
    </li>
  );
}
