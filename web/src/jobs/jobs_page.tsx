// Jobs: what was drafted, signed, and came of it on every machine.
import { Link, useNavigate } from "@tanstack/react-router";
import { SquareTerminal } from "lucide-react";
import { methods } from "@/api/client";
import type { Job } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { useList } from "@/app/list";
import { PageList, RowCard } from "@/app/page_list";
import { isoTime } from "@/ui/csv";
import type { FilterKey } from "@/ui/filter_words";
import { count } from "@/ui/format";
import type { Column } from "@/ui/grid_columns";
import { State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { classLabel, countWords, jobClasses, jobMark, jobStates } from "./job_words";

const views = [
  { name: "Open", query: "is:open" },
  { name: "To be signed", query: "state:drafted,approved" },
  { name: "To be approved", query: "state:pending_approval" },
  { name: "Went wrong", query: "state:failed,partial,timed_out" },
  { name: "All", query: "" },
];
const keys: readonly FilterKey[] = [
  { key: "state", hint: "where it stands", values: jobStates },
  { key: "class", hint: "what is done", values: jobClasses },
  { key: "is", hint: "is:open", values: ["open"] },
  { key: "client", hint: "name of the client" },
  { key: "author", hint: "who drafted it" },
];
const idOf = (job: Job) => job.job_id;

const columns: readonly Column<Job>[] = [
  {
    key: "title",
    title: "What",
    width: "minmax(200px,2.2fr)",
    sort: "title",
    cell: (job) => (
      <span className="truncate">
        <span className="font-medium">{job.title}</span> <span className="text-dim">{job.reason}</span>
      </span>
    ),
    file: [
      ["title", (job) => job.title],
      ["class", (job) => job.job_class],
    ],
  },
  {
    key: "state",
    title: "State",
    width: "172px",
    sort: "state",
    cell: (job) => <State {...jobMark(job)} />,
    file: [
      ["state", (job) => job.state],
      ["waits_for", (job) => job.words],
    ],
  },
  {
    key: "came",
    title: "Machines",
    width: "minmax(130px,1.2fr)",
    from: 760,
    cell: (job) => <span className="text-dim">{countWords(job) || count(job.devices)}</span>,
    file: [
      ["machines", (job) => job.devices],
      ["done", (job) => job.done],
      ["failed", (job) => job.failed],
      ["refused", (job) => job.refused],
      ["unknown", (job) => job.unknown],
    ],
  },
  {
    key: "class",
    title: "Kind",
    width: "108px",
    from: 980,
    sort: "class",
    cell: (job) => classLabel(job.job_class),
  },
  {
    key: "client",
    title: "Client",
    width: "minmax(100px,1fr)",
    sort: "client",
    from: 860,
    cell: (job) => job.client_name,
    file: [["client", (job) => job.client_name]],
  },
  {
    key: "author",
    title: "Drafted by",
    width: "minmax(90px,0.8fr)",
    sort: "author",
    from: 1080,
    cell: (job) => job.author,
    file: [
      ["author", (job) => job.author],
      ["signed_by", (job) => job.signed_by.join(", ")],
    ],
  },
  {
    key: "drafted",
    title: "Drafted",
    width: "76px",
    sort: "drafted",
    end: true,
    from: 560,
    cell: (job) => <Ago at={job.drafted_at_unix_ms} bare className="text-dim" />,
    file: [
      ["drafted", (job) => isoTime(job.drafted_at_unix_ms)],
      ["signed", (job) => isoTime(job.signed_at_unix_ms)],
    ],
  },
];

export default function JobsPage() {
  useTitle("Jobs");
  const navigate = useNavigate();
  const mayWrite = useMay("job.write");
  const list = useList({ method: methods.listJobs, rows: (answer) => answer.jobs, idOf, order: "-drafted" });
  return (
    <PageList
      list={list}
      one="job"
      many="jobs"
      views={views}
      keys={keys}
      placeholder="Filter: words, client:acme state:failed"
      columns={columns}
      hasFile
      create={mayWrite ? { run: () => void navigate({ to: "/jobs/new" }) } : undefined}
      nameOf={(job) => job.title}
      card={(job) => (
        <RowCard
          name={job.title}
          mark={jobMark(job)}
          about={job.reason ? `${job.client_name}: ${job.reason}` : job.client_name}
          end={<Ago at={job.drafted_at_unix_ms} bare />}
        />
      )}
      onOpen={(job) => void navigate({ to: "/jobs/$job_id", params: { job_id: job.job_id } })}
      none={{ icon: SquareTerminal, title: "No job yet.", about: <NoJobYet /> }}
    />
  );
}

function NoJobYet() {
  const may = useMay("authority.read");
  const authority = useApi(methods.getAuthority, {}, { enabled: may }).data;
  return (
    <>
      <p>
        A job runs a script, restarts a service or puts a file on machines that are named one by one. Persons sign it with their own keys; each
        machine checks that and says itself what came of it.
      </p>
      {authority && !authority.exists && (
        <div className="text-left">
          <p>Nobody can sign yet. Before the first job:</p>
          <ol className="mt-1 list-decimal space-y-1 pl-5">
            <li>
              Each person who is to sign makes a key with the program <code className="mono">steward-sign</code>, on a machine of their own.
            </li>
            <li>Together they sign the beginning (genesis) and hand it to this server.</li>
            <li>They sign a grant, and machines that enrol with it can be given jobs.</li>
          </ol>
          <p className="mt-2">
            <Link to="/settings/authority" className="link">
              How that is done
            </Link>
          </p>
        </div>
      )}
    </>
  );
}
