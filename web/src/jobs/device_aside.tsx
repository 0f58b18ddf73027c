// What ran on one machine, on its page; and a job for it.
import { Link, useNavigate } from "@tanstack/react-router";
import { SquareTerminal } from "lucide-react";
import { methods } from "@/api/client";
import type { Device, DeviceJob } from "@/api/generated/schema";
import { useApiPages } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { More } from "@/ui/more";
import { Failed } from "@/ui/empty";
import { useKeys } from "@/ui/keys";
import { Section, Table } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { besideMark, targetMark } from "./job_words";

const first = 8;

export default function DeviceAside({ device }: { device: Device }) {
  return useMay("job.read") ? <WhatRan device={device} /> : null;
}

function WhatRan({ device }: { device: Device }) {
  const navigate = useNavigate();
  const mayWrite = useMay("job.write") && device.status !== "retired";
  const query = useApiPages(methods.listDeviceJobs, { device_id: device.device_id }, (answer) => answer.jobs, { first });
  const run = () => void navigate({ to: "/jobs/new", search: { device: device.device_id } });
  useKeys(mayWrite ? [{ keys: "r", label: "Run a script on the device", group: "Device", run }] : []);
  return (
    <Section
      title="What ran here"
      aside={
        mayWrite && (
          <Button icon={SquareTerminal} keys="r" onClick={run}>
            Run a script
          </Button>
        )
      }
    >
      {query.isError && query.rows.length === 0 && <Failed what="what ran here" error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && query.rows.length === 0 && <p className="text-dim">No job named this machine yet.</p>}
      {query.rows.length > 0 && (
        <Table label="Jobs of this machine" head={["Job", "State", "Drafted by", "Began"]}>
          {query.rows.map((job) => (
            <Row key={job.job_id} job={job} />
          ))}
        </Table>
      )}
      <More of={query}>More of {query.total}</More>
    </Section>
  );
}

function Row({ job }: { job: DeviceJob }) {
  const { target } = job;
  if (!target) return null;
  const says = besideMark(target);
  return (
    <tr>
      <td className="min-w-48">
        <Link to="/jobs/$job_id" params={{ job_id: job.job_id }} className="link break-words">
          {job.title}
        </Link>
      </td>
      <td className="min-w-44">
        <State {...targetMark(target)} />
        {says && <span className="block text-xs break-words text-dim">{says}</span>}
      </td>
      <td className="min-w-32">
        {job.author || <span className="text-dim">not known</span>}
        <span className="block text-xs text-dim">
          <Ago at={job.drafted_at_unix_ms} />
        </span>
      </td>
      <td className="whitespace-nowrap">
        {target.started_at_unix_ms > 0 ? <Moment at={target.started_at_unix_ms} /> : <span className="text-dim">not yet</span>}
      </td>
    </tr>
  );
}
