// What becomes or became of the rows: counts by kind, and the rows of each outcome.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { methods } from "@/api/client";
import type { Import, ImportRow } from "@/api/generated/schema";
import { useApiPages } from "@/api/query";
import { Button } from "@/ui/button";
import { More } from "@/ui/more";
import { Loading } from "@/ui/empty";
import { count } from "@/ui/format";
import { Section, Table } from "@/ui/panel";
import { kindOf, outcomes } from "./import_words";

export function Outcome({ one }: { one: Import }) {
  const there = outcomes.filter((name) => Number(one[name]) > 0);
  const [chosen, setChosen] = useState<string>();
  const shown = chosen && there.some((name) => name === chosen) ? chosen : there.includes("rejected") ? "rejected" : there.includes("kept") ? "kept" : there[0];
  return (
    <>
      <Section title={one.state === "checked" || one.state === "checking" ? "What would happen" : "What happened"}>
        <Table label="Counts" head={["Records", "New", "Changed", "The same", "Rejected"]}>
          {one.counts.map((row) => (
            <tr key={row.record_kind}>
              <td className="font-medium">{kindOf(row.record_kind)}</td>
              <td>{count(Number(row.created))}</td>
              <td>{count(Number(row.updated))}</td>
              <td>{count(Number(row.unchanged))}</td>
              <td className={Number(row.rejected) > 0 ? "text-crit" : ""}>{count(Number(row.rejected))}</td>
            </tr>
          ))}
        </Table>
      </Section>
      {there.length > 0 && (
        <Section
          title="Rows"
          aside={
            one.has_rejected_file && (
              <a href={`/api/v1/imports/${one.import_id}/rejected`} download className="link inline-flex items-center gap-1 coarse:h-11">
                <Download size={14} aria-hidden /> Rejected rows as CSV
              </a>
            )
          }
        >
          <div role="group" aria-label="Which rows" className="mb-2 flex flex-wrap gap-1">
            {there.map((name) => (
              <Button key={name} tone={name === shown ? "plain" : "quiet"} aria-pressed={name === shown} onClick={() => setChosen(name)}>
                {name} {count(Number(one[name]))}
              </Button>
            ))}
          </div>
          {shown === "rejected" && one.has_rejected_file && (
            <p className="mb-2 text-dim">
              Mend these in the CSV, where the reason stands in front of each, and import that file: what was taken already stays as it is.
            </p>
          )}
          {shown && <Rows one={one} outcome={shown} />}
        </Section>
      )}
    </>
  );
}

function Rows({ one, outcome }: { one: Import; outcome: string }) {
  const query = useApiPages(methods.listImportRows, { import_id: one.import_id, filter: `outcome:${outcome}`, page_size: 25 }, (answer) => answer.rows);
  if (!query.data) return <Loading what="rows" />;
  return (
    <>
      <Table label={`Rows: ${outcome}`} head={["Row", "Record", "What", "Why"]}>
        {query.rows.map((row) => (
          <tr key={row.number}>
            <td>{row.number}</td>
            <td className="whitespace-nowrap">{kindOf(row.record_kind)}</td>
            <td className="min-w-40">
              <What row={row} />
            </td>
            <td className="min-w-48">{row.reason}</td>
          </tr>
        ))}
      </Table>
      <More of={query}>More rows</More>
    </>
  );
}

function What({ row }: { row: ImportRow }) {
  const text = row.label || row.external_id;
  if (row.record_kind !== "ticket" || !row.record_id || row.outcome === "removed") return <>{text}</>;
  return (
    <Link to="/tickets/$ticket_id" params={{ ticket_id: row.record_id }} className="link">
      {text}
    </Link>
  );
}
