// Settings: tickets that open by the calendar, and those that they opened.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { CalendarClock, History, Pause, Pencil, Play, Plus, Trash2 } from "lucide-react";
import { methods } from "@/api/client";
import type { TicketSchedule } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button, IconButton } from "@/ui/button";
import { Dialog } from "@/ui/dialog";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { exactTime } from "@/ui/format";
import { Page, Section, Table } from "@/ui/panel";
import { Chip } from "@/ui/status";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { sayProblem } from "@/ui/toast";
import { ScheduleDialog } from "./schedule_dialog";

const touched = [methods.listTicketSchedules, methods.getTicketSchedule];

export default function SchedulesPage() {
  useTitle("Scheduled tickets");
  const query = useApi(methods.listTicketSchedules, { page_size: 500 }, { refetchInterval: 60_000 });
  const [editing, setEditing] = useState<TicketSchedule | "new">();
  const [shown, setShown] = useState<TicketSchedule>();
  const may = useMay("template.write");
  if (query.isError && !query.data) return <Failed what="the schedules" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading what="scheduled tickets" />;
  const schedules = query.data.schedules;
  const add = may && (
    <Button tone="primary" icon={Plus} onClick={() => setEditing("new")}>
      Add scheduled ticket
    </Button>
  );
  return (
    <Page>
      <Section title="Scheduled tickets" aside={schedules.length > 0 && add}>
        {schedules.length === 0 ? (
          <NoneYet title="No ticket opens by the calendar." icon={CalendarClock}>
            <p>What has to be done every week or month opens as a ticket by itself, from a template, on the client&apos;s own clock.</p>
            {add}
          </NoneYet>
        ) : (
          <Table label="Scheduled tickets" head={["Name", "Client", "When", "Next", "Last", ""]}>
            {schedules.map((schedule) => (
              <Row key={schedule.schedule_id} schedule={schedule} edit={() => setEditing(schedule)} show={() => setShown(schedule)} />
            ))}
          </Table>
        )}
      </Section>
      {editing && <ScheduleDialog schedule={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />}
      {shown && <Details schedule={shown} onClose={() => setShown(undefined)} />}
    </Page>
  );
}

function Row({ schedule, edit, show }: { schedule: TicketSchedule; edit: () => void; show: () => void }) {
  const id = { schedule_id: schedule.schedule_id };
  const pause = useChange(methods.updateTicketSchedule, touched, {
    etag: schedule.etag,
    onError: (error) => sayProblem("The schedule did not change.", error),
  });
  const remove = useChange(methods.deleteTicketSchedule, touched, {
    etag: schedule.etag,
    onError: (error) => sayProblem("The schedule was not deleted.", error),
  });
  const can = (action: string) => schedule.allowed_actions.includes(action);
  return (
    <tr>
      <td className="min-w-32 font-medium">
        {schedule.name} {schedule.paused && <Chip tone="bg-warn-bg text-warn">Paused</Chip>}
      </td>
      <td className="whitespace-nowrap">{schedule.client_name}</td>
      <td className="min-w-40">
        {schedule.rule_words} at {schedule.at} <span className="text-dim">{schedule.zone}</span>
      </td>
      <td className="whitespace-nowrap">
        {schedule.next_at_unix_ms ? <Moment at={schedule.next_at_unix_ms} /> : schedule.paused ? "paused" : "ended"}
      </td>
      <td className="whitespace-nowrap">
        <Moment at={schedule.last_opened_at_unix_ms} />
        {schedule.last_problem && <span className="block text-xs text-warn">{schedule.last_problem}</span>}
      </td>
      <td>
        <span className="flex justify-end">
          <IconButton icon={History} label={`Dates of ${schedule.name}`} onClick={show} />
          {can("pause") && (
            <IconButton icon={Pause} label={`Pause ${schedule.name}`} onClick={() => pause.mutate({ ...id, paused: true })} />
          )}
          {can("resume") && (
            <IconButton icon={Play} label={`Go on with ${schedule.name}`} onClick={() => pause.mutate({ ...id, paused: false })} />
          )}
          {can("edit") && <IconButton icon={Pencil} label={`Change ${schedule.name}`} onClick={edit} />}
          {can("delete") && (
            <IconButton
              icon={Trash2}
              label={`Delete ${schedule.name}`}
              onClick={() => window.confirm(`End the schedule ${schedule.name}? Its tickets stay.`) && remove.mutate(id)}
            />
          )}
        </span>
      </td>
    </tr>
  );
}

function Details({ schedule, onClose }: { schedule: TicketSchedule; onClose: () => void }) {
  const id = { schedule_id: schedule.schedule_id };
  const one = useApi(methods.getTicketSchedule, id).data;
  const past = useApi(methods.listOccurrences, { ...id, page_size: 100 }).data?.occurrences ?? [];
  return (
    <Dialog title={schedule.name} onClose={onClose} wide>
      <div className="space-y-4">
        <Section title="Next dates">
          {one && one.next_unix_ms.length > 0 ? (
            <ol>
              {one.next_unix_ms.map((at) => (
                <li key={at}>{exactTime(at, schedule.zone)}</li>
              ))}
            </ol>
          ) : (
            <p className="text-dim">No date lies ahead.</p>
          )}
          {schedule.paused && <p className="text-warn">Paused: none of them opens a ticket until it goes on.</p>}
        </Section>
        <Section title="Tickets that it opened">
          {past.length === 0 && <p className="text-dim">None yet.</p>}
          <ul className="space-y-1">
            {past.map((date) => (
              <li key={date.due_at_unix_ms} className="flex flex-wrap gap-x-3">
                <Moment at={date.due_at_unix_ms} className="text-dim" />
                {date.ticket_id && (
                  <Link to="/tickets/$ticket_id" params={{ ticket_id: date.ticket_id }} className="link">
                    {date.reference}
                  </Link>
                )}
                {date.problem && <span className="text-warn">{date.problem}</span>}
              </li>
            ))}
          </ul>
        </Section>
      </div>
    </Dialog>
  );
}
