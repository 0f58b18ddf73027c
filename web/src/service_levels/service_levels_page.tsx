// What is promised to whom, and on which hours.
import { useState } from "react";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { call, methods, type RequestOf } from "@/api/client";
import type { Calendar, SlaPolicy } from "@/api/generated/schema";
import { queries, refresh, useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Button, IconButton } from "@/ui/button";
import { Failed, Loading } from "@/ui/empty";
import { counted } from "@/ui/format";
import { Facts, Page, Section, Table } from "@/ui/panel";
import { Chip, Priority } from "@/ui/status";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { say, sayProblem } from "@/ui/toast";
import { CalendarDialog } from "./calendar_dialog";
import { PolicyDialog } from "./policy_dialog";
import { kindLabel, kinds, targetIn, targetText, weekWords } from "./rule_text";

const all = { order_by: "", filter: "", page_size: 1000 };

export default function ServiceLevelsPage() {
  useTitle("Service levels");
  const policies = useApi(methods.listSlaPolicies, all);
  const calendars = useApi(methods.listCalendars, all);
  const may = useMay("sla.write");
  const [policy, setPolicy] = useState<SlaPolicy | "new">();
  const [calendar, setCalendar] = useState<Calendar | "new">();
  if (policies.isError && !policies.data)
    return <Failed what="the service levels" error={policies.error} retry={() => void policies.refetch()} />;
  if (!policies.data || !calendars.data) return <Loading what="service levels" />;
  const standard = policies.data.policies.find((one) => !one.client_id);
  return (
    <Page narrow>
      <Section
        title="What is promised"
        aside={
          may && (
            <Button tone="primary" icon={Plus} onClick={() => setPolicy("new")}>
              Add policy
            </Button>
          )
        }
      >
        <div className="space-y-3">
          {policies.data.policies.map((one) => (
            <PolicyCard key={one.policy_id} policy={one} calendars={calendars.data.calendars} edit={() => setPolicy(one)} />
          ))}
        </div>
      </Section>
      <Section
        title="Calendars"
        className="mt-6"
        aside={
          may && (
            <Button icon={Plus} onClick={() => setCalendar("new")}>
              Add calendar
            </Button>
          )
        }
      >
        <div className="space-y-3">
          {calendars.data.calendars.map((one) => (
            <CalendarCard key={one.calendar_id} calendar={one} edit={() => setCalendar(one)} />
          ))}
        </div>
      </Section>
      {policy && (
        <PolicyDialog
          policy={policy === "new" ? undefined : policy}
          like={policy === "new" ? (standard?.rules ?? { promises: [], pauses: [] }) : policy.rules}
          calendars={calendars.data.calendars}
          onClose={() => setPolicy(undefined)}
        />
      )}
      {calendar && <CalendarDialog calendar={calendar === "new" ? undefined : calendar} onClose={() => setCalendar(undefined)} />}
    </Page>
  );
}

function Head({ name, whose, actions, edit, remove }: { name: string; whose: string; actions: string[]; edit: () => void; remove: () => void }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2">
      <h3 className="min-w-0 font-medium break-words">{name}</h3>
      <Chip>{whose}</Chip>
      <span className="ms-auto flex items-center gap-1">
        {actions.includes("edit") && (
          <Button icon={Pencil} onClick={edit}>
            Edit<span className="sr-only"> {name}</span>
          </Button>
        )}
        {actions.includes("delete") && <IconButton icon={Trash2} label={`Delete ${name}`} onClick={remove} />}
      </span>
    </div>
  );
}

async function removeIt(name: string, work: Promise<unknown>, touches: readonly { path: string }[]) {
  try {
    await work;
    say(`${name} is gone.`);
  } catch (problem) {
    sayProblem(`${name} stays.`, problem);
  }
  await refresh(queries, touches);
}

function PolicyCard({ policy, calendars, edit }: { policy: SlaPolicy; calendars: readonly Calendar[]; edit: () => void }) {
  const request: RequestOf<typeof methods.deleteSlaPolicy> = { policy_id: policy.policy_id };
  return (
    <article aria-label={policy.name} className="rounded-lg border border-line">
      <Head
        name={policy.name}
        whose={policy.client_name || "all clients without their own"}
        actions={policy.allowed_actions}
        edit={edit}
        remove={() => void removeIt(policy.name, call(methods.deleteSlaPolicy, request, { etag: policy.etag }), [methods.listSlaPolicies])}
      />
      <div className="space-y-2 px-3 py-2.5">
        <Table label={`Promises of ${policy.name}`} head={["Priority", "Counted", ...kinds.map((kind) => kindLabel[kind] ?? kind)]}>
          {policy.rules.promises.map((promise) => (
            <tr key={promise.priority} className="border-b border-line last:border-0">
              <td className="px-3 py-1.5">
                <Priority value={promise.priority} />
              </td>
              <td className="px-3 py-1.5 whitespace-nowrap">
                {calendars.find((one) => one.calendar_id === promise.calendar_id)?.name ?? "around the clock"}
              </td>
              {kinds.map((kind) => (
                <td key={kind} className="px-3 py-1.5 whitespace-nowrap">
                  {targetText(targetIn(policy.rules, promise.priority, kind)) || <span className="text-dim">none</span>}
                </td>
              ))}
            </tr>
          ))}
        </Table>
        <p className="text-xs text-dim">
          Version {policy.version}, by {policy.changed_by}
          {policy.effective_from_unix_ms > 0 && (
            <>
              , for what is received since <Moment at={policy.effective_from_unix_ms} />
            </>
          )}
        </p>
      </div>
    </article>
  );
}

function CalendarCard({ calendar, edit }: { calendar: Calendar; edit: () => void }) {
  const request: RequestOf<typeof methods.deleteCalendar> = { calendar_id: calendar.calendar_id };
  return (
    <article aria-label={calendar.name} className="rounded-lg border border-line">
      <Head
        name={calendar.name}
        whose={calendar.client_name || "all clients"}
        actions={calendar.allowed_actions}
        edit={edit}
        remove={() => void removeIt(calendar.name, call(methods.deleteCalendar, request, { etag: calendar.etag }), [methods.listCalendars])}
      />
      <div className="px-3 py-2.5">
        <Facts
          rows={[
            ["Open", weekWords(calendar.rules)],
            ["Zone", calendar.rules.zone || "of each client"],
            ["Holidays", counted(calendar.rules.holidays.length, "day", "days")],
            ["Exceptions", counted(calendar.rules.exceptions.length, "day", "days")],
            ["Version", `${calendar.version}, by ${calendar.changed_by}`],
          ]}
        />
      </div>
    </article>
  );
}
