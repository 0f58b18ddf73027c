// K01 and K02 of a client: the same value on our page and on theirs, with everything it is made of.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { Counted, Proactivity } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { Failed, Loading } from "@/ui/empty";
import { SelectField } from "@/ui/field";
import { count, counted, dayOf } from "@/ui/format";
import { months } from "@/ui/months";
import { Section, Table } from "@/ui/panel";
import { VerdictChip } from "./verdict_chip";
import { exclusionWords, ratioWords, shown } from "./verdict_words";

const longPeriod = { value: "", label: "Last 90 days" };

export function ClientFigures({ clientId, zone }: { clientId: string; zone: string }) {
  const may = useMay("proactivity.read");
  const [month, setMonth] = useState("");
  const [now] = useState(() => Date.now());
  const query = useApi(methods.getProactivity, { client_id: clientId, month }, { enabled: may, keep: true });
  if (!may) return null;
  const figures = query.data;
  return (
    <Section
      title="Who knew first"
      aside={
        <SelectField
          label="Period"
          hideLabel
          choices={[longPeriod, ...months(now, figures?.zone || zone)]}
          value={month}
          onChange={(event) => setMonth(event.target.value)}
        />
      }
    >
      {query.isError && !figures && <Failed what="the figures" error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading what="the figures" rows={2} />}
      {figures && <Figures figures={figures} clientId={clientId} />}
    </Section>
  );
}

function Figure({ value, label, children }: { value: string; label: string; children: React.ReactNode }) {
  return (
    <div className="rounded-lg border border-line px-3 py-2">
      <span className="block text-lg font-semibold">{value}</span>
      <span className="block text-xs">{label}</span>
      <span className="block text-xs text-dim">{children}</span>
    </div>
  );
}

function Figures({ figures, clientId }: { figures: Proactivity; clientId: string }) {
  const [open, setOpen] = useState(false);
  const left = figures.counted.filter((one) => one.exclusion).length,
    waiting = figures.counted.filter((one) => one.pending).length;
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-3">
        <Figure value={ratioWords(figures)} label="Proactivity (K01)">
          {count(figures.numerator)} of {count(figures.denominator)}
          {figures.enough && `, 95 % interval ${shown(figures.interval_low)} to ${shown(figures.interval_high)} %`}
        </Figure>
        <Figure
          value={figures.enough ? `${shown(figures.detected_percent)} %` : figures.has_data ? "too few" : "no data"}
          label="Detected before the client"
        >
          {count(figures.detected_numerator)} of {count(figures.denominator)}; {count(figures.seen_not_acted)} seen but not acted on,{" "}
          {count(figures.client_first)} client first
        </Figure>
        <Figure value={figures.has_lead ? `${shown(figures.lead_minutes)} min` : "no data"} label="Median lead (K02)">
          of {counted(figures.lead_sample, "reported one", "reported ones")}; never reported: {count(figures.never_reported)} of{" "}
          {count(figures.numerator)}
        </Figure>
      </div>
      <p className="mt-2 flex flex-wrap items-center gap-x-3 text-xs text-dim">
        <span>
          {dayOf(figures.from_unix_ms)} to {dayOf(figures.until_unix_ms - 1)}, definition {figures.definition_version}
        </span>
        {left > 0 && <span>{counted(left, "disturbance counts", "disturbances count")} nowhere</span>}
        {waiting > 0 && <span>{counted(waiting, "verdict waits", "verdicts wait")} for its day</span>}
        {figures.counted.length > 0 && (
          <Button tone="quiet" aria-expanded={open} onClick={() => setOpen(!open)}>
            {open ? "Fold" : `What this is made of (${count(figures.counted.length)})`}
          </Button>
        )}
        <Link to="/disturbances" search={{ client: clientId }} className="link">
          All disturbances
        </Link>
      </p>
      {figures.snapshots.length > 1 && (
        <p className="mt-1 text-xs text-dim">
          Counted before:{" "}
          {figures.snapshots
            .slice(0, -1)
            .map((one) => `${count(one.numerator)} of ${count(one.denominator)} on ${dayOf(one.computed_at_unix_ms)}`)
            .join(", ")}
          . Late facts changed it.
        </p>
      )}
      {open && <MadeOf lines={figures.counted} />}
    </>
  );
}

const shownLines = 200;

function MadeOf({ lines }: { lines: readonly Counted[] }) {
  return (
    <div className="mt-2">
      <Table label="What the figures are made of" head={["Verdict", "Counts", ""]}>
        {lines.slice(0, shownLines).map((line) => (
          <tr key={line.disturbance_id}>
            <td>
              <VerdictChip verdict={line.verdict} />
            </td>
            <td className="text-dim">{line.exclusion ? `no: ${exclusionWords(line.exclusion)}` : line.pending ? "not yet" : "yes"}</td>
            <td className="text-end">
              <Link to="/disturbances" search={{ open: line.disturbance_id }} className="link">
                Open
              </Link>
            </td>
          </tr>
        ))}
      </Table>
      {lines.length > shownLines && (
        <p className="mt-1 text-xs text-dim">The first {count(shownLines)}; the list of disturbances has them all.</p>
      )}
    </div>
  );
}
