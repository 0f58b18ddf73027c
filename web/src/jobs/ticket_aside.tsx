// Jobs of a ticket, and a script for the device that it is about.
import { Link, useNavigate } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { Ticket } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { useAdds } from "@/ui/adds";
import { Button } from "@/ui/button";
import { termText } from "@/ui/filter";
import { Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { countWords, jobMark } from "./job_words";

const shown = 5;

export default function TicketAside({ ticket }: { ticket: Ticket }) {
  return useMay("job.read") ? <Jobs ticket={ticket} /> : null;
}

function Jobs({ ticket }: { ticket: Ticket }) {
  const navigate = useNavigate();
  const mayWrite = useMay("job.write");
  const filter = termText("ticket_id", ticket.ticket_id);
  const answer = useApi(methods.listJobs, { filter, order_by: "-drafted", page_size: shown }).data;
  const none = answer?.jobs.length === 0;
  const run = () => void navigate({ to: "/jobs/new", search: { ticket: ticket.ticket_id } });
  const on = ticket.device_name ? `on ${ticket.device_name}` : "for this ticket";
  useAdds([{ label: `A script ${on}`, command: `Run a script ${on}`, run }], mayWrite && Boolean(none));
  if (!answer || none) return null;
  return (
    <Section
      title="Jobs"
      aside={
        mayWrite && (
          <Button tone="quiet" onClick={run}>
            Run a script
          </Button>
        )
      }
    >
      <ul className="space-y-2">
        {answer.jobs.map((job) => (
          <li key={job.job_id}>
            <Link to="/jobs/$job_id" params={{ job_id: job.job_id }} className="link block break-words">
              {job.title}
            </Link>
            <span className="flex flex-wrap gap-x-2 text-xs text-dim">
              <State {...jobMark(job)} />
              {(job.devices > 1 || job.refused > 0) && <span>{countWords(job)}</span>}
              <Ago at={job.drafted_at_unix_ms} />
            </span>
          </li>
        ))}
      </ul>
      {answer.total > shown && (
        <Link to="/jobs" search={{ q: filter }} className="link">
          All {answer.total}
        </Link>
      )}
    </Section>
  );
}
