// The exceptions of a month: what a person took out of the figures or judged otherwise than the rule, why, and who agreed. What waits
// is decided here by a second person. The client reads the same list.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { Check, Download, X } from "lucide-react";
import { methods } from "@/api/client";
import { collect } from "@/api/collect";
import type { FigureException } from "@/api/generated/schema";
import { useApiPages, useChange } from "@/api/query";
import { useClientId, usePageSearch } from "@/app/search";
import { Button } from "@/ui/button";
import { csvOf, download, isoTime } from "@/ui/csv";
import { Failed, Loading } from "@/ui/empty";
import { SelectField } from "@/ui/field";
import { counted } from "@/ui/format";
import { months } from "@/ui/months";
import { More } from "@/ui/more";
import { Page, Table } from "@/ui/panel";
import { State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { changeWords, exceptionKind, exceptionState, isOfTicket } from "./exception_words";

const touched = [methods.listFigureExceptions, methods.getDeskFigures, methods.listFigureRecords, methods.listVerdictOverrides];
const header = [
  "at", "kind", "state", "client", "reference", "title", "priority", "from", "to", "detail", "reason", "asked_by", "decided_by", "decided_at", "note",
];
const cells = (one: FigureException) => [
  isoTime(one.at_unix_ms), one.kind, one.state, one.client_name, one.reference, one.title, one.priority, one.from, one.to, one.detail, one.reason,
  one.asked_by, one.decided_by, isoTime(one.decided_at_unix_ms), one.note,
];

const Above = () => (
  <Link to="/figures" className="whitespace-nowrap font-normal text-dim hover:text-ink max-sm:hidden">
    Figures /
  </Link>
);

export default function ExceptionsPage() {
  useTitle("Exceptions", <Above />);
  const [search, change] = usePageSearch();
  const client = useClientId();
  const [now] = useState(() => Date.now());
  const choices = months(now, "UTC");
  const month = search.month ?? choices[0].value;
  const asked = { client_id: client, month };
  const query = useApiPages(methods.listFigureExceptions, { ...asked, page_size: 100 }, (answer) => answer.exceptions);
  const save = async () => {
    const rows = await collect({
      method: methods.listFigureExceptions,
      filter: "",
      order: "-at",
      with: asked,
      rows: (answer) => answer.exceptions,
      idOf: (one: FigureException) => one.exception_id,
      signal: new AbortController().signal,
    });
    download(`exceptions-${month}.csv`, "text/csv", csvOf(header, rows.map(cells)));
  };
  return (
    <Page>
      <div className="flex flex-wrap items-end gap-3">
        <SelectField label="Month" choices={choices} value={month} onChange={(event) => change({ month: event.target.value }, true)} />
        {query.rows.length > 0 && (
          <Button icon={Download} onClick={() => void save()}>
            Save as CSV
          </Button>
        )}
        {query.isSuccess && <p className="pb-1.5 text-xs text-dim">{counted(query.total, "exception", "exceptions")}</p>}
      </div>
      <p className="max-w-prose text-sm text-dim">
        What a person took out of the figures, or judged otherwise than the rule says. What was missed or lost counts, and a lowered P1 or P2
        counts as one, until a second person agreed.
      </p>
      {query.isError && <Failed what="the exceptions" error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading what="the exceptions" />}
      {query.isSuccess && query.rows.length === 0 && <p>Nothing was left out of this month by a person&apos;s word.</p>}
      {query.rows.length > 0 && (
        <>
          <Table label="Exceptions of the month" head={["When", "What", ...["About", "Why", "Second person"].map((title) => ({ title, wide: true }))]}>
            {query.rows.map((one) => (
              <Exception key={one.exception_id} exception={one} />
            ))}
          </Table>
          <More of={query} className="">More</More>
        </>
      )}
    </Page>
  );
}

interface Props {
  exception: FigureException;
}

/// On a phone one below the other, in the column that is left.
function Exception({ exception: one }: Props) {
  return (
    <tr>
      <td className="whitespace-nowrap max-md:align-top">
        <Moment at={one.at_unix_ms} />
      </td>
      <td className="max-md:w-full">
        {exceptionKind(one.kind)}
        <span className="block text-xs text-dim">{changeWords(one)}</span>
        <span className="mt-1 block space-y-1 md:hidden">
          <About exception={one} />
          <Why exception={one} />
          <SecondPerson exception={one} />
        </span>
      </td>
      <td className="max-w-60 max-md:hidden">
        <About exception={one} />
      </td>
      <td className="max-w-80 break-words max-md:hidden">
        <Why exception={one} />
      </td>
      <td className="max-md:hidden">
        <SecondPerson exception={one} />
      </td>
    </tr>
  );
}

const Why = ({ exception: one }: Props) => (
  <span className="block break-words">
    {one.reason}
    <span className="block text-xs text-dim">{one.asked_by}</span>
  </span>
);

const SecondPerson = ({ exception: one }: Props) => (
  <span className="block">
    <State {...exceptionState(one.state)} />
    {one.decided_by && (
      <span className="block text-xs text-dim">
        {one.decided_by}, <Moment at={one.decided_at_unix_ms} />
        {one.note && `: ${one.note}`}
      </span>
    )}
    <Decide exception={one} />
  </span>
);

const About = ({ exception: one }: Props) => (
  <span className="block">
    <Subject exception={one} />
    <span className="block truncate text-xs text-dim">{one.client_name}</span>
  </span>
);

function Subject({ exception: one }: Props) {
  const words = `${one.reference} ${one.title}`.trim();
  if (isOfTicket(one.kind))
    return (
      <Link to="/tickets/$ticket_id" params={{ ticket_id: one.record_id }} className="link block max-md:break-words md:truncate">
        {words}
      </Link>
    );
  return (
    <Link
      to={one.kind === "alert_dismissed" ? "/alerts" : "/disturbances"}
      search={{ open: one.record_id }}
      className="link block max-md:break-words md:truncate"
    >
      {words}
    </Link>
  );
}

function Decide({ exception: one }: Props) {
  const ofTicket = useChange(methods.decideTicketException, touched),
    approve = useChange(methods.approveVerdictOverride, touched),
    refuse = useChange(methods.refuseVerdictOverride, touched);
  if (!one.allowed_actions.includes("agree")) return null;
  const decide = (agree: boolean) => {
    if (isOfTicket(one.kind)) ofTicket.mutate({ exception_id: one.exception_id, agree });
    else (agree ? approve : refuse).mutate({ override_id: one.exception_id });
  };
  const busy = ofTicket.isPending || approve.isPending || refuse.isPending;
  return (
    <span className="mt-1 flex gap-2">
      <Button icon={Check} busy={busy} onClick={() => decide(true)}>
        Agree
      </Button>
      <Button tone="quiet" icon={X} busy={busy} onClick={() => decide(false)}>
        Refuse
      </Button>
    </span>
  );
}
