// A job on each of its machines; a row opens what it wrote there.
import { Fragment, useState } from "react";
import { Link } from "@tanstack/react-router";
import { ChevronDown, ChevronRight } from "lucide-react";
import { methods } from "@/api/client";
import type { Job, JobTarget } from "@/api/generated/schema";
import { useApiPages } from "@/api/query";
import { More } from "@/ui/more";
import { Failed, Loading } from "@/ui/empty";
import { SelectField } from "@/ui/field";
import { bytes } from "@/ui/format";
import { Section, Table } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { besideMark, isMoving, targetMark, targetStates, tookWords } from "./job_words";
import { Output, outputOfTarget } from "./output";

const asked = 5000;
// On a phone the opened row says them.
const wideOnly = ["Exit code", "Began", "Took", "Heard"];

export function TargetTable({ job }: { job: Job }) {
  const [state, setState] = useState("");
  const [open, setOpen] = useState<string>();
  const query = useApiPages(
    methods.listJobTargets,
    { job_id: job.job_id, filter: state ? `state:${state}` : "", order_by: "device" },
    (answer) => answer.targets,
    { refetchInterval: isMoving(job) ? asked : false },
  );
  // One machine alone shows what it wrote without being asked, once it has begun.
  const only = job.devices === 1 && query.rows[0]?.started_at_unix_ms > 0 ? query.rows[0].device_id : "";
  const opened = open ?? only;
  return (
    <Section
      title="Machines"
      aside={
        job.devices > 10 && (
          <SelectField
            label="State of the machines"
            hideLabel
            choices={[{ value: "", label: "All states" }, ...targetStates.map((value) => ({ value, label: targetMark({ state: value }).label }))]}
            value={state}
            onChange={(event) => setState(event.target.value)}
          />
        )
      }
    >
      {query.isPending && <Loading what="the machines" rows={3} />}
      {query.isError && query.rows.length === 0 && <Failed what="the machines" error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && query.rows.length === 0 && <p className="text-dim">{state ? "No machine is in this state." : "It names no machine."}</p>}
      {query.rows.length > 0 && (
        <Table label="The job on each machine" head={["Machine", "State", ...wideOnly.map((title) => ({ title, wide: true }))]}>
          {query.rows.map((target) => (
            <Fragment key={target.device_id}>
              <Row target={target} open={opened === target.device_id} toggle={() => setOpen(opened === target.device_id ? "" : target.device_id)} />
              {opened === target.device_id && (
                <tr>
                  <td colSpan={6} id={`output-${target.device_id}`} className="py-3!">
                    <Opened job={job} target={target} />
                  </td>
                </tr>
              )}
            </Fragment>
          ))}
        </Table>
      )}
      <More of={query}>More</More>
    </Section>
  );
}

const hasExit = (target: JobTarget) => target.state === "done" || target.state === "failed";

function Row({ target, open, toggle }: { target: JobTarget; open: boolean; toggle: () => void }) {
  const Arrow = open ? ChevronDown : ChevronRight;
  const says = besideMark(target);
  return (
    <tr>
      <td>
        <button
          type="button"
          className="in-row flex max-w-64 items-center gap-1 text-left font-medium hover:underline"
          aria-expanded={open}
          aria-controls={open ? `output-${target.device_id}` : undefined}
          onClick={toggle}
        >
          <Arrow size={14} aria-hidden className="shrink-0" />
          <span className="min-w-0 truncate" title={target.device_name}>
            {target.device_name}
          </span>
        </button>
      </td>
      <td className="md:min-w-44">
        <State {...targetMark(target)} />
        {says && <span className="block text-xs break-words text-dim">{says}</span>}
      </td>
      <td className="tabular-nums max-md:hidden">{hasExit(target) ? target.exit_code : <span className="text-dim">none</span>}</td>
      <td className="whitespace-nowrap max-md:hidden">
        {target.started_at_unix_ms > 0 ? <Moment at={target.started_at_unix_ms} /> : <span className="text-dim">not yet</span>}
      </td>
      <td className="whitespace-nowrap max-md:hidden">
        {tookWords(target.started_at_unix_ms, target.ended_at_unix_ms) || <span className="text-dim">not known</span>}
      </td>
      <td className="whitespace-nowrap max-md:hidden">
        <Ago at={target.observed_at_unix_ms} never="nothing yet" className="text-dim" />
      </td>
    </tr>
  );
}

function Opened({ job, target }: { job: Job; target: JobTarget }) {
  const size = Number(target.output_bytes);
  return (
    <div className="max-w-[min(100%,80rem)] space-y-3 whitespace-normal">
      <p className="flex flex-wrap gap-x-4 text-xs text-dim">
        <Link to="/devices/$device_id" params={{ device_id: target.device_id }} className="link">
          Open {target.device_name}
        </Link>
        <span>{target.online ? "connected" : "not connected"}</span>
        <span className="md:hidden">
          {target.started_at_unix_ms > 0 ? (
            <>
              began <Moment at={target.started_at_unix_ms} />
            </>
          ) : (
            "not begun"
          )}
          {hasExit(target) && `, exit code ${target.exit_code}`}
        </span>
        {size > 0 && <span>{bytes(size)} written</span>}
        {target.output_digest && <span className="mono break-all">SHA-256 {target.output_digest}</span>}
      </p>
      <Output key={job.job_id} of={outputOfTarget(job.job_id, target)} />
    </div>
  );
}
