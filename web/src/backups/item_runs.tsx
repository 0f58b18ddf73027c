// What ran of one item, newest first.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { BackupItem, BackupRun } from "@/api/generated/schema";
import { useApiPages } from "@/api/query";
import { usePageSearch } from "@/app/search";
import { Failed, Loading } from "@/ui/empty";
import { SelectField } from "@/ui/field";
import { More } from "@/ui/more";
import { Section, Table } from "@/ui/panel";
import { State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { runsOfItem } from "./backup_filters";
import { bytesTold, lengthWords } from "./backup_numbers";
import { runMark, runStates } from "./backup_words";

const first = 10;
const wide = (title: string) => ({ title, wide: true });
const head = ["When", "State", "What was said", wide("Took"), wide("Size"), wide("Plan")];

export function ItemRuns({ item }: { item: BackupItem }) {
  const [state, setState] = useState("");
  const query = useApiPages(methods.listBackupRuns, { filter: runsOfItem(item.item_id, state), order_by: "-started" }, (answer) => answer.runs, {
    first,
    refetchInterval: 60_000,
  });
  return (
    <Section
      title="Runs"
      aside={
        <>
          <SelectField
            label="State of the runs"
            hideLabel
            className="w-36!"
            choices={[{ value: "", label: "All states" }, ...runStates.map((value) => ({ value, label: runMark(value).label }))]}
            value={state}
            onChange={(event) => setState(event.target.value)}
          />
          <Link to="/backups/runs" search={{ q: runsOfItem(item.item_id, state) }} className="link">
            As a list
          </Link>
        </>
      }
    >
      {query.isPending && <Loading what="runs" rows={3} />}
      {query.isError && query.rows.length === 0 && <Failed what="the runs" error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && query.rows.length === 0 && <p className="text-dim">{state ? "No run of this kind." : "Nothing ran yet, and nothing was missed."}</p>}
      {query.rows.length > 0 && (
        <Table label="Runs of this item" head={head}>
          {query.rows.map((run) => (
            <Row key={run.run_id} run={run} />
          ))}
        </Table>
      )}
      <More of={query}>More of {query.total}</More>
    </Section>
  );
}

export const momentOf = (run: BackupRun) => run.started_at_unix_ms || run.scheduled_at_unix_ms;

function Row({ run }: { run: BackupRun }) {
  const [, change] = usePageSearch();
  return (
    <tr>
      <td className="whitespace-nowrap">
        <button type="button" className="link in-row" onClick={() => change({ open: run.run_id }, true)}>
          <Moment at={momentOf(run)} />
          <span className="sr-only">, {runMark(run.state).label}: the run</span>
        </button>
      </td>
      <td className="whitespace-nowrap">
        <State {...runMark(run.state)} />
      </td>
      <td className="min-w-40 break-words">{run.text}</td>
      <td className="whitespace-nowrap max-md:hidden">
        {run.state === "missed" ? <span className="text-dim">did not run</span> : lengthWords(Number(run.duration_s))}
      </td>
      <td className="whitespace-nowrap max-md:hidden">{run.state === "missed" ? "" : bytesTold(run.source_bytes)}</td>
      <td className="mono max-md:hidden">{run.label}</td>
    </tr>
  );
}
