// Whose hours the dispatch board knows: the calendar that counts as ours; where one may plan with them, the hours that each person
// still has; and who is on call.
import { useState } from "react";
import { useQueries } from "@tanstack/react-query";
import { call, methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { useNow } from "@/ui/clock";
import { SelectField } from "@/ui/field";
import { availableOf, dayAfter, hoursLeft, localMoment, mondayOf, type Available } from "./board_hours";
import type { OpenShift } from "./board_types";

const calendarKey = "steward.board-calendar";
const rare = { staleTime: 300_000 };

export function useHours() {
  const now = useNow();
  const mayCalendars = useMay("sla.read"),
    mayRota = useMay("oncall.read"),
    mayPlan = useMay("time.plan");
  const calendarList = useApi(methods.listCalendars, { page_size: 200 }, { enabled: mayCalendars, ...rare });
  const schedules = useApi(methods.listSchedules, { page_size: 20 }, { enabled: mayRota, ...rare }).data?.schedules ?? [];
  const rosters = useQueries({
    queries: schedules.map((schedule) => ({
      queryKey: [methods.getRoster.path, { schedule_id: schedule.schedule_id }],
      queryFn: () => call(methods.getRoster, { schedule_id: schedule.schedule_id }),
      staleTime: rare.staleTime,
    })),
  });
  const [chosen, setChosen] = useState(() => localStorage.getItem(calendarKey) ?? "");
  const ours = (calendarList.data?.calendars ?? []).filter((one) => !one.client_id);
  const calendar = ours.find((one) => one.calendar_id === chosen) ?? ours.find((one) => !one.rules?.always_open) ?? ours[0];
  const zone = calendar?.rules?.zone ?? "";
  const today = localMoment(now, zone).date;
  const plans = mayPlan && calendar !== undefined;
  const week = useApi(methods.listFreeHours, { from_day: today, until_day: dayAfter(mondayOf(today), 7) }, { enabled: plans, staleTime: 60_000, keep: true });
  const left = calendar?.rules ? hoursLeft(calendar.rules, now) : undefined;
  const known = left && (!plans || !week.isPending);
  const shifts: readonly OpenShift[] = rosters.flatMap((roster) => roster.data?.shifts ?? []);
  return {
    hoursOf: known
      ? (account: string): Available =>
          availableOf(
            left,
            week.data?.people.find((line) => line.account_id === account),
            today,
          )
      : undefined,
    shifts,
    calendar: calendar && (
      <div className="ml-auto w-52 max-sm:w-full">
        <SelectField
          label="Our working hours"
          hideLabel
          choices={ours.map((one) => ({ value: one.calendar_id, label: `Hours: ${one.name}` }))}
          value={calendar.calendar_id}
          onChange={(event) => {
            setChosen(event.target.value);
            localStorage.setItem(calendarKey, event.target.value);
          }}
        />
      </div>
    ),
  };
}
