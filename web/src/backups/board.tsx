// A row per client; every number opens the records that it is made of.
import type { ReactNode } from "react";
import { Link } from "@tanstack/react-router";
import { CircleCheck, TriangleAlert } from "lucide-react";
import type { ClientBackupFigures } from "@/api/generated/schema";
import { count, counted } from "@/ui/format";
import { Table } from "@/ui/panel";
import { Moment } from "@/ui/time";
import { inTrouble, itemsOfClient, mustBeProven, narrowed } from "./backup_filters";
import { freshWords, provenFigure, successFigure, type Figure } from "./backup_numbers";

type Row = ClientBackupFigures;
const head = ["Client", "Ran well (K19)", "Restore proven (K20)", "Fresh now", "Fresh, worst hour", "Nobody decided", "Troubles"];

export function Board({ clients }: { clients: readonly Row[] }) {
  return (
    <>
      <div className="@max-3xl:hidden">
        <Table label="Backups by client" head={head}>
          {clients.map((row) => (
            <tr key={row.client_id} className="[&>td]:py-2! [&>td]:align-top">
              <td className="min-w-36">
                <Client row={row} />
              </td>
              <td className="min-w-52">
                <Ran row={row} />
              </td>
              <td className="min-w-40">
                <Proven row={row} />
              </td>
              <td className="whitespace-nowrap">
                <FreshNow row={row} />
              </td>
              <td className="whitespace-nowrap">
                <FreshWorst row={row} />
              </td>
              <td>
                <Undecided row={row} />
              </td>
              <td>
                <Troubles row={row} />
              </td>
            </tr>
          ))}
        </Table>
      </div>
      <ul className="space-y-3 @3xl:hidden" aria-label="Backups by client">
        {clients.map((row) => (
          <li key={row.client_id} className="rounded-lg border border-line p-3">
            <p className="mb-2">
              <Client row={row} />
            </p>
            <dl className="grid grid-cols-2 gap-x-4 gap-y-2 [&_dt]:text-xs [&_dt]:text-dim">
              <Pair name={head[1]} value={<Ran row={row} />} />
              <Pair name={head[2]} value={<Proven row={row} />} />
              <Pair name={head[3]} value={<FreshNow row={row} />} />
              <Pair name={head[4]} value={<FreshWorst row={row} />} />
              <Pair name={head[5]} value={<Undecided row={row} />} />
              <Pair name={head[6]} value={<Troubles row={row} />} />
            </dl>
          </li>
        ))}
      </ul>
    </>
  );
}

const Pair = ({ name, value }: { name: string; value: ReactNode }) => (
  <div className="min-w-0">
    <dt>{name}</dt>
    <dd>{value}</dd>
  </div>
);

const Client = ({ row }: { row: Row }) => (
  <Link to="/backups/items" search={{ q: itemsOfClient(row.client_id) }} className="link font-medium break-words">
    {row.client_name}
  </Link>
);

function Runs({ row, state, children }: { row: Row; state?: string; children: ReactNode }) {
  return (
    <Link to="/backups/runs" search={{ q: narrowed(row.runs_filter, state ? `state:${state}` : "") }} className="link">
      {children}
    </Link>
  );
}

function Big({ figure }: { figure: Figure }) {
  return <span className="text-base font-semibold whitespace-nowrap tabular-nums">{figure.big}</span>;
}

/// Never green: that it ran says nothing about restoring it.
function Ran({ row }: { row: Row }) {
  const figure = successFigure(row);
  if (row.scheduled === 0) return <span className="text-dim">{figure.small}</span>;
  const rest = (["warning", "failed", "missed"] as const).filter((state) => row[state] > 0);
  return (
    <>
      <Runs row={row} state="success">
        <Big figure={figure} />
      </Runs>
      <span className="block text-xs text-dim">
        <Runs row={row}>{figure.small}</Runs>
      </span>
      {rest.length > 0 && (
        <span className="block text-xs">
          {rest.map((state, index) => (
            <span key={state}>
              {index > 0 && ", "}
              <Runs row={row} state={state}>
                {state === "warning" ? counted(row.warning, "warning", "warnings") : `${count(row[state])} ${state}`}
              </Runs>
            </span>
          ))}
        </span>
      )}
    </>
  );
}

function Proven({ row }: { row: Row }) {
  const figure = provenFigure(row);
  if (row.to_prove === 0) return <span className="text-dim">{figure.small}</span>;
  const isWhole = row.proven === row.to_prove;
  const Icon = isWhole ? CircleCheck : TriangleAlert;
  return (
    <>
      <Link
        to="/backups/recoverability"
        search={{ client: row.client_id }}
        className={`link inline-flex items-center gap-1.5 ${isWhole ? "text-ok!" : "text-warn!"}`}
      >
        <Icon size={14} aria-hidden className="shrink-0" />
        <Big figure={figure} />
      </Link>
      <span className="block text-xs text-dim">
        <Link to="/backups/items" search={{ q: narrowed(row.items_filter, mustBeProven) }} className="link">
          {figure.small}
        </Link>
      </span>
    </>
  );
}

const freshTone = (fresh: number, items: number) => (fresh < items ? "text-warn!" : "");

function FreshNow({ row }: { row: Row }) {
  if (row.items === 0) return <span className="text-dim">{freshWords(row)}</span>;
  return (
    <Link to="/backups/items" search={{ q: row.items_filter }} className={`link ${freshTone(row.fresh_now, row.items)}`}>
      {freshWords(row)}
      <span className="sr-only"> items fresh now</span>
    </Link>
  );
}

function FreshWorst({ row }: { row: Row }) {
  if (row.items === 0) return <span className="text-dim">{freshWords(row)}</span>;
  return (
    <>
      <span className={freshTone(row.fresh_worst, row.items)}>
        {count(row.fresh_worst)} of {count(row.items)}
      </span>
      {row.fresh_worst < row.items && row.fresh_worst_at_unix_ms > 0 && (
        <span className="block text-xs text-dim">
          <Moment at={row.fresh_worst_at_unix_ms} />
        </span>
      )}
    </>
  );
}

function Undecided({ row }: { row: Row }) {
  if (row.undecided === 0) return <span className="text-dim">none</span>;
  return (
    <Link to="/backups/gaps" search={{ client: row.client_id }} className="link whitespace-nowrap">
      {counted(row.undecided, "gap", "gaps")}
    </Link>
  );
}

function Troubles({ row }: { row: Row }) {
  if (row.troubles === 0) return <span className="text-dim">none</span>;
  return (
    <Link to="/backups/items" search={{ q: narrowed(row.items_filter, inTrouble) }} className="link">
      {count(row.troubles)}
      <span className="sr-only"> troubles</span>
    </Link>
  );
}
