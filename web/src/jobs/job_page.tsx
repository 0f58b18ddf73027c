// One job: where it stands and what is to be done next, on each machine, and what proves it.
import { useState, type ReactNode } from "react";
import { Link, useParams } from "@tanstack/react-router";
import { TriangleAlert } from "lucide-react";
import { methods } from "@/api/client";
import type { Job } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { Button } from "@/ui/button";
import { Failed, Loading } from "@/ui/empty";
import { counted } from "@/ui/format";
import { useKeys, type KeyBinding } from "@/ui/keys";
import { Facts, Notice, Page, Section } from "@/ui/panel";
import { Chip, State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { textOfBase64 } from "./job_form";
import { ApproveDialog, CancelDialog, RetryDialog } from "./job_dialogs";
import { classLabel, countWords, isMoving, jobMark, limitWords, radiusLabel } from "./job_words";
import { SigningSteps } from "./signing_steps";
import { TargetTable } from "./target_table";

const asked = 5000;

export default function JobPage() {
  const { job_id } = useParams({ strict: false });
  const [moves, setMoves] = useState(false);
  const query = useApi(methods.getJob, { job_id: job_id ?? "" }, { refetchInterval: moves ? asked : false });
  const moving = query.data ? isMoving(query.data) : false;
  if (moving !== moves) setMoves(moving);
  useTitle(
    query.data?.title ?? "Job",
    <Link to="/jobs" className="whitespace-nowrap text-dim hover:text-ink max-sm:hidden">
      Jobs /
    </Link>,
  );
  if (!query.data)
    return query.isError ? <Failed what="the job" error={query.error} retry={() => void query.refetch()} /> : <Loading what="the job" />;
  return (
    <Page>
      <Shown key={query.data.job_id} job={query.data} />
    </Page>
  );
}

type Asked = "approve" | "cancel" | "retry";
const waitsForSignature = (job: Job): boolean => job.state === "drafted" || job.state === "approved";
const acts: readonly { action: Asked; label: string; keys: string }[] = [
  { action: "approve", label: "Approve", keys: "a" },
  { action: "retry", label: "Try again", keys: "r" },
  { action: "cancel", label: "Cancel the job", keys: "x" },
];

function Shown({ job }: { job: Job }) {
  const [asking, setAsking] = useState<Asked>();
  const mine = acts.filter((act) => job.allowed_actions.includes(act.action));
  const close = () => setAsking(undefined);
  useKeys(mine.map((act): KeyBinding => ({ keys: act.keys, label: act.label, group: "Job", run: () => setAsking(act.action) })));
  return (
    <>
      <div>
        <p className="flex flex-wrap items-center gap-2 text-dim">
          <State {...jobMark(job)} />
          <Chip>{classLabel(job.job_class)}</Chip>
          <Link to="/clients/$client_id" params={{ client_id: job.client_id }} className="link">
            {job.client_name}
          </Link>
        </p>
        <h2 className="mt-1 text-lg leading-7 font-semibold break-words">{job.title}</h2>
        {job.words && job.words !== "It runs." && <p className="mt-1">{job.words}</p>}
        {job.devices > 1 && !waitsForSignature(job) && countWords(job) && <p className="mt-1 text-dim">{countWords(job)}</p>}
      </div>
      {mine.length > 0 && (
        <div className="no-print flex flex-wrap gap-2">
          {mine.map((act) => (
            <Button key={act.action} tone={act.action === "approve" ? "primary" : "plain"} keys={act.keys} onClick={() => setAsking(act.action)}>
              {act.label}
            </Button>
          ))}
        </div>
      )}
      {job.halted_reason && (
        <Notice tone="crit" icon={<TriangleAlert size={14} aria-hidden className="mt-1 shrink-0 text-crit" />}>
          {job.halted_reason}
        </Notice>
      )}
      {waitsForSignature(job) && <SigningSteps job={job} />}
      <TargetTable job={job} />
      <div className="grid gap-6 lg:grid-cols-2">
        <Section title="What and why">
          <Facts rows={factsOf(job)} />
        </Section>
        <div className="space-y-6">
          <Proof job={job} />
          <History job={job} />
        </div>
      </div>
      {job.action.file_content && (
        <Section title="Content of the file">
          <pre
            data-scrolls
            tabIndex={0}
            aria-label="Content of the file"
            className="mono scroll-thin max-h-80 overflow-auto rounded-md border border-line bg-panel px-3 py-2 break-all whitespace-pre-wrap"
          >
            {textOfBase64(job.action.file_content)}
          </pre>
        </Section>
      )}
      {asking === "approve" && <ApproveDialog job={job} onClose={close} />}
      {asking === "cancel" && <CancelDialog job={job} onClose={close} />}
      {asking === "retry" && <RetryDialog job={job} onClose={close} />}
    </>
  );
}

type Rows = (readonly [string, ReactNode])[];

function actionFacts({ action, script_name, script_version }: Job): Rows {
  const rows: Rows = [];
  if (action.script_id) {
    rows.push([
      "Script",
      <Link key="s" to="/scripts/$script_id" params={{ script_id: action.script_id }} className="link">
        {script_name || "a script"}
        {script_version > 0 && `, version ${script_version}`}
      </Link>,
    ]);
    if (action.values.length > 0)
      rows.push([
        "Values",
        <code key="v" className="mono break-all">
          {action.values.join(" · ")}
        </code>,
      ]);
    rows.push(["Network", action.network === "any" ? "may connect anywhere" : "none"]);
  }
  if (action.service_unit) rows.push(["Service", `${action.service_verb} ${action.service_unit}`]);
  if (action.reboot_message) rows.push(["People are told", action.reboot_message]);
  if (action.file_path)
    rows.push([
      "File",
      <code key="f" className="mono break-all">{`${action.file_path} ${action.file_mode} ${action.file_owner}:${action.file_group}`}</code>,
    ]);
  if (action.agent_interval_s > 0) rows.push(["Reports every", `${action.agent_interval_s} s`]);
  return rows;
}

const signedWords = ({ signed_by: by, persons_needed: needed }: Job): string =>
  by.length < needed ? `${by.join(" and ")}; ${counted(needed - by.length, "is", "are")} missing` : by.join(" and ");

function factsOf(job: Job): Rows {
  const rows: Rows = [["Why", job.reason || "not said"]];
  if (job.ticket_id)
    rows.push([
      "Ticket",
      <Link key="t" to="/tickets/$ticket_id" params={{ ticket_id: job.ticket_id }} className="link">
        {job.ticket_reference || "the ticket"}
      </Link>,
    ]);
  rows.push(...actionFacts(job));
  rows.push(["Reaches", job.devices > 1 ? `${counted(job.devices, "machine", "machines")}: ${radiusLabel(job.blast_radius)}` : "one machine"]);
  rows.push([
    "Window",
    <span key="w">
      {job.not_before_unix_ms > 0 ? <Moment at={job.not_before_unix_ms} /> : "at once"} to <Moment at={job.not_after_unix_ms} />
    </span>,
  ]);
  if (Number(job.timeout_s) > 0) rows.push(["May run for", limitWords(Number(job.timeout_s))]);
  rows.push([
    "Drafted by",
    <span key="d">
      {job.author}, <Moment at={job.drafted_at_unix_ms} />
    </span>,
  ]);
  if (job.approved_by)
    rows.push([
      "Approved by",
      <span key="a">
        {job.approved_by}, <Moment at={job.approved_at_unix_ms} />
      </span>,
    ]);
  rows.push(["Signed by", job.signed_by.length > 0 ? signedWords(job) : "nobody yet"]);
  if (job.is_emergency) rows.push(["An emergency", "it goes out in a freeze, too"]);
  if (job.is_test) rows.push(["A test", `of version ${job.script_version} of the script`]);
  if (job.retry_of)
    rows.push([
      "Tries again",
      <Link key="r" to="/jobs/$job_id" params={{ job_id: job.retry_of }} className="link">
        the job before
      </Link>,
    ]);
  return rows;
}

function Proof({ job }: { job: Job }) {
  const number = job.log_number;
  return (
    <Section title="Proof">
      {number ? (
        <p>
          Entry{" "}
          <Link to="/settings/accountability" search={{ open: number }} className="link">
            {number}
          </Link>{" "}
          in the accountability log. Machines run it only with the proof that it stands there.
        </p>
      ) : (
        <p className="text-dim">
          {job.open ? "It stands in the accountability log once it is signed. No machine runs it before." : "It was never signed: no machine can run it."}
        </p>
      )}
      {job.message_id && <p className="mono mt-1 text-xs break-all text-dim">{job.message_id}</p>}
    </Section>
  );
}

function History({ job }: { job: Job }) {
  return (
    <Section title="History">
      {job.lines.length === 0 && <p className="text-dim">Nothing happened yet.</p>}
      <ol className="space-y-1.5">
        {job.lines.toReversed().map((line, place) => (
          <li key={place} className="break-words">
            {line.text}{" "}
            <span className="text-dim">
              {line.by && `${line.by}, `}
              <Moment at={line.at_unix_ms} />
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
