// Weeks that wait for another person, and utilisation (K27): each number with what it is made of.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { TimeSheet, UtilisationLine } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { Failed, Loading } from "@/ui/empty";
import { SelectField, TextField } from "@/ui/field";
import { count, counted, decimal } from "@/ui/format";
import { Page, Section, Table } from "@/ui/panel";
import { Chip } from "@/ui/status";
import { Ago } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { hours, touchedByTime } from "./time_words";

export default function TeamPage() {
  useTitle(
    "The team's time",
    <Link to="/time" className="shrink-0 font-normal text-dim hover:text-ink">
      Time
    </Link>,
  );
  return (
    <Page>
      <Waiting />
      <UtilisationSection />
      <Absences />
    </Page>
  );
}

function Waiting() {
  const query = useApi(methods.listTimeSheets, { filter: "state:submitted", order_by: "week", page_size: 200 });
  const sheets = query.data?.sheets ?? [];
  if (query.isError) return <Failed what="the weeks" error={query.error} retry={() => void query.refetch()} />;
  return (
    <Section title={`Weeks that wait for approval (${count(query.data?.total ?? 0)})`}>
      {query.isPending ? (
        <Loading what="the weeks" rows={2} />
      ) : sheets.length === 0 ? (
        <p className="text-dim">None. Nobody approves their own week, so yours waits for somebody else.</p>
      ) : (
        <Table label="Weeks that wait" head={["Week", "Person", "Worked", "On clients", "Entries", "Submitted", ""]}>
          {sheets.map((sheet) => (
            <SheetLine key={`${sheet.week} ${sheet.account_id}`} sheet={sheet} />
          ))}
        </Table>
      )}
    </Section>
  );
}

function SheetLine({ sheet }: { sheet: TimeSheet }) {
  return (
    <tr>
      <td>{sheet.week}</td>
      <td>{sheet.person_name}</td>
      <td className="text-right tabular-nums">{hours(sheet.worked_s)}</td>
      <td className="text-right tabular-nums">{hours(sheet.client_s)}</td>
      <td className="text-right">{count(sheet.entry_count)}</td>
      <td>
        <Ago at={sheet.submitted_at_unix_ms} />
      </td>
      <td className="text-end">
        <Link to="/time" search={{ from: sheet.week, open: sheet.account_id }} className="link">
          Look and decide
        </Link>
      </td>
    </tr>
  );
}

const percentOf = (line: UtilisationLine) => (line.has_data ? `${decimal(line.percent)} %` : "no data");

function UtilisationSection() {
  const [from, setFrom] = useState(""),
    [until, setUntil] = useState("");
  const [hoursOf, setHoursOf] = useState<UtilisationLine>();
  const query = useApi(methods.getUtilisation, { from_day: from, until_day: until }, { keep: true });
  const figures = query.data;
  return (
    <Section
      title="Utilisation (K27)"
      aside={
        <>
          <TextField
            label="From"
            hideLabel
            type="date"
            value={from || (figures?.from_day ?? "")}
            onChange={(event) => setFrom(event.target.value)}
          />
          <TextField
            label="Until before"
            hideLabel
            type="date"
            value={until || (figures?.until_day ?? "")}
            onChange={(event) => setUntil(event.target.value)}
          />
        </>
      }
    >
      {query.isError && <Failed what="the utilisation" error={query.error} retry={() => void query.refetch()} />}
      {figures && (
        <>
          <Table
            label="Utilisation by person"
            head={["Person", "Utilisation", "On clients", "Available", "Absent", "Internal", "Approved", "Entries", ""]}
          >
            {[figures.all, ...figures.people].map((line) => (
              <tr key={line.account_id} className={line.account_id ? "" : "font-medium"}>
                <td>{line.account_id ? line.name : "All"}</td>
                <td className="whitespace-nowrap">
                  {percentOf(line)} {line.overload && <Chip tone="bg-warn-bg text-warn">Overload</Chip>}
                </td>
                <td className="text-right tabular-nums">{hours(line.client_s)}</td>
                <td className="text-right tabular-nums">{hours(line.available_s)}</td>
                <td className="text-right tabular-nums">{hours(line.absent_s)}</td>
                <td className="text-right tabular-nums">{hours(line.internal_s)}</td>
                <td className="text-right tabular-nums">{hours(line.approved_s)}</td>
                <td className="text-right">
                  <Link
                    to="/time/entries"
                    search={{ q: line.filter }}
                    className="link"
                    aria-label={counted(line.entries, "entry", "entries")}
                  >
                    {count(line.entries)}
                  </Link>
                </td>
                <td className="text-end">
                  {line.account_id && (
                    <Button tone="quiet" onClick={() => setHoursOf(line)}>
                      Hours
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </Table>
          <p className="mt-2 text-xs text-dim">
            Definition {figures.definition_version}: {figures.definition} Days from {figures.from_day} until before {figures.until_day},{" "}
            {figures.zone}. Target 70 to 82 %; overload is above 85 % in each of the last two whole weeks.
          </p>
        </>
      )}
      {hoursOf && <HoursDialog line={hoursOf} onClose={() => setHoursOf(undefined)} />}
    </Section>
  );
}

function HoursDialog({ line, onClose }: { line: UtilisationLine; onClose: () => void }) {
  const [week, setWeek] = useState("40");
  const change = useChange(methods.setWorkingHours, touchedByTime, { onSuccess: onClose });
  const minutes = Math.round(Number(week.replace(",", ".")) * 60);
  return (
    <FormDialog
      title={`${line.name}: hours a week by contract`}
      submit="Save"
      busy={change.isPending}
      error={change.error}
      disabled={!Number.isFinite(minutes) || minutes < 0}
      onSubmit={() => change.mutate({ account_id: line.account_id, weekly_minutes: minutes })}
      onClose={onClose}
    >
      <TextField
        label="Hours a week"
        help="Spread over Monday to Friday. 0: the person is not counted."
        inputMode="decimal"
        value={week}
        onChange={(event) => setWeek(event.target.value)}
        autoFocus
      />
    </FormDialog>
  );
}

const kinds = [
  { value: "leave", label: "Leave" },
  { value: "training", label: "Training" },
  { value: "holiday", label: "Public holiday" },
  { value: "sick", label: "Sick" },
];
const touchedByAbsence = [methods.listAbsences, methods.getUtilisation, methods.getTimeSheet, methods.listFreeHours];

function Absences() {
  const [adding, setAdding] = useState(false);
  const absences = useApi(methods.listAbsences, { order_by: "-day", page_size: 50 }).data;
  const remove = useChange(methods.removeAbsence, touchedByAbsence);
  return (
    <Section title="Absences" aside={<Button onClick={() => setAdding(true)}>Record</Button>}>
      {absences && absences.absences.length === 0 && (
        <p className="text-dim">None is recorded. Leave and training lower the available hours.</p>
      )}
      {absences && absences.absences.length > 0 && (
        <Table label="Absences" head={["Day", "Person", "Kind", "Hours", "Note", ""]}>
          {absences.absences.map((one) => (
            <tr key={one.absence_id}>
              <td>{one.day}</td>
              <td>{one.person_name}</td>
              <td>{kinds.find((kind) => kind.value === one.kind)?.label ?? one.kind}</td>
              <td className="text-right tabular-nums">{hours(one.minutes * 60)}</td>
              <td className="text-dim">{one.note}</td>
              <td className="text-end">
                <Button tone="quiet" onClick={() => remove.mutate({ absence_id: one.absence_id })}>
                  Remove
                </Button>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {adding && <AbsenceDialog onClose={() => setAdding(false)} />}
    </Section>
  );
}

function AbsenceDialog({ onClose }: { onClose: () => void }) {
  const people = useApi(methods.getUtilisation, { from_day: "", until_day: "" }).data?.people ?? [];
  const [account, setAccount] = useState(""),
    [day, setDay] = useState(""),
    [kind, setKind] = useState("leave"),
    [length, setLength] = useState("8"),
    [note, setNote] = useState("");
  const add = useChange(methods.addAbsence, touchedByAbsence, { onSuccess: onClose });
  const minutes = Math.round(Number(length.replace(",", ".")) * 60);
  return (
    <FormDialog
      title="Record an absence"
      submit="Record"
      busy={add.isPending}
      error={add.error}
      disabled={!account || !day || !(minutes > 0)}
      onSubmit={() => add.mutate({ account_id: account, day, minutes, kind, note: note.trim() })}
      onClose={onClose}
    >
      <SelectField
        label="Who"
        choices={[{ value: "", label: "Choose a person" }, ...people.map((one) => ({ value: one.account_id, label: one.name }))]}
        value={account}
        onChange={(event) => setAccount(event.target.value)}
      />
      <div className="grid grid-cols-3 gap-3">
        <TextField label="Day" type="date" value={day} onChange={(event) => setDay(event.target.value)} />
        <SelectField label="Kind" choices={kinds} value={kind} onChange={(event) => setKind(event.target.value)} />
        <TextField label="Hours" inputMode="decimal" value={length} onChange={(event) => setLength(event.target.value)} />
      </div>
      <TextField label="Note" value={note} onChange={(event) => setNote(event.target.value)} maxLength={500} />
    </FormDialog>
  );
}
