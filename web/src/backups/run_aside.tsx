// One run: what was told of it, by whom, and how it was judged.
import type { ReactNode } from "react";
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { BackupRun } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { Failed, Loading } from "@/ui/empty";
import { counted, exactTime } from "@/ui/format";
import { Aside, Facts, Notice, Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { testsOfPoint } from "./backup_filters";
import { bytesTold, countTold, lengthWords, manifestWords } from "./backup_numbers";
import { differenceWords, reporterLabel, runMark } from "./backup_words";

export function RunAside({ runId, onClose }: { runId: string; onClose: () => void }) {
  const query = useApi(methods.getBackupRun, { run_id: runId });
  const run = query.data;
  return (
    <Aside label="Run" title={run ? <Title run={run} /> : "Run"} onClose={onClose}>
      {query.isError && !run && <Failed what="the run" error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading what="the run" />}
      {run && <Details run={run} />}
    </Aside>
  );
}

const Title = ({ run }: { run: BackupRun }) => (
  <span className="flex items-center gap-2">
    <State {...runMark(run.state)} />
    <span className="truncate">{run.item_name || run.label}</span>
  </span>
);

function Details({ run }: { run: BackupRun }) {
  const differs = differenceWords(run);
  const ran = run.state !== "missed";
  return (
    <div className="space-y-5 p-4">
      <div>
        <p className="break-words">{run.text}</p>
        {run.reason_code && <p className="mono mt-1 text-xs break-all text-dim">{run.reason_code}</p>}
      </div>
      {differs && <Notice tone="info">{differs}</Notice>}
      <Section title="What it belongs to">
        <Facts rows={placeOf(run)} />
      </Section>
      <Section title={ran ? "When" : "When it should have been"}>
        <Facts rows={timesOf(run)} />
      </Section>
      {ran && (
        <Section title="What it made">
          <Facts rows={madeOf(run)} />
        </Section>
      )}
      {run.warnings.length > 0 && (
        <Section title={counted(run.warnings.length, "warning", "warnings")}>
          <ul className="list-disc space-y-1 pl-5">
            {run.warnings.map((text, place) => (
              <li key={place} className="mono break-words whitespace-pre-wrap">
                {text}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {ran && (
        <Section title="Manifest of the source">
          <p>{manifestWords(run)}</p>
          {run.manifest_digest && <p className="mono mt-1 text-xs break-all text-dim">SHA-256 {run.manifest_digest}</p>}
        </Section>
      )}
    </div>
  );
}

type Rows = (readonly [string, ReactNode])[];

function placeOf(run: BackupRun): Rows {
  return [
    [
      "Item",
      run.item_id ? (
        <Link key="i" to="/backups/items/$item_id" params={{ item_id: run.item_id }} className="link">
          {run.item_name}
        </Link>
      ) : (
        <Link key="g" to="/backups/gaps" search={{ client: run.client_id }} className="link">
          none: nobody planned it
        </Link>
      ),
    ],
    ["Client", run.client_name],
    [
      "Machine",
      <Link key="d" to="/devices/$device_id" params={{ device_id: run.device_id }} className="link">
        {run.device_name || "a machine of before"}
      </Link>,
    ],
    ["Label", <code key="l" className="mono">{run.label}</code>],
    ["Program", [run.engine, run.engine_version].filter(Boolean).join(" ") || "not told"],
  ];
}

function timesOf(run: BackupRun): Rows {
  const expected = run.scheduled_at_unix_ms ? <Moment key="s" at={run.scheduled_at_unix_ms} /> : "at no time of a plan: it does not count in K19";
  const planned = ["Expected", expected] as const;
  if (run.state === "missed") return [planned, ["Written down", <Ago key="t" at={run.told_at_unix_ms} />]];
  return [
    planned,
    ["Began", exactTime(run.started_at_unix_ms)],
    ["Ended", exactTime(run.ended_at_unix_ms)],
    ["Took", `${lengthWords(Number(run.duration_s))}, by the machine's clock`],
    [
      "Told",
      <span key="t">
        <Ago at={run.told_at_unix_ms} /> {reporterLabel(run.reporter)}
        {run.reported_by && ` (${run.reported_by})`}
      </span>,
    ],
  ];
}

function madeOf(run: BackupRun): Rows {
  return [
    ["Recovery point", run.point ? <code key="p" className="mono break-all">{run.point}</code> : "none was seen"],
    ["Restored in tests", run.point && run.plan_id ? <Restored key="x" run={run} /> : "none: no test knows its point"],
    ["Its content is of", run.content_at_unix_ms ? <Moment key="c" at={run.content_at_unix_ms} /> : "not known"],
    ["Repository", run.repository ? <code key="r" className="mono break-all">{run.repository}</code> : "not told"],
    ["Files or rows", countTold(run.items_total)],
    ["Could not be read", countTold(run.items_failed)],
    ["Size of the source", bytesTold(run.source_bytes)],
    ["New in the repository", bytesTold(run.added_bytes)],
  ];
}

/// From what ran to what was shown to come back of it.
function Restored({ run }: { run: BackupRun }) {
  const filter = testsOfPoint(run.plan_id, run.point);
  const total = useApi(methods.listRestoreTests, { filter, page_size: 1 }).data?.total;
  if (total === undefined) return null;
  if (total === 0) return <span className="text-dim">none: that it ran proves nothing about that</span>;
  return (
    <Link to="/backups/tests" search={{ q: filter }} className="link">
      {counted(total, "test", "tests")}
    </Link>
  );
}
