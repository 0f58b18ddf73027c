// What a figure is made of: every ticket and alert that counts, the longest first.
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { DeskFigure, FigureRecord } from "@/api/generated/schema";
import { useApiPages } from "@/api/query";
import { More } from "@/ui/more";
import { Failed, Loading } from "@/ui/empty";
import { count, counted } from "@/ui/format";
import { fullMonthName } from "@/ui/months";
import { Aside, Table } from "@/ui/panel";
import { Priority } from "@/ui/status";
import { Ago } from "@/ui/time";
import { hasLength, lengthWords } from "./figure_words";

interface Shown {
  figure: DeskFigure;
  month: string;
  client: string;
  part?: { by: string; key: string; label: string }; // one group alone
  onClose: () => void;
}

export function FigureRecords({ figure, month, client, part, onClose }: Shown) {
  const query = useApiPages(
    methods.listFigureRecords,
    { code: figure.code, month, client_id: client, group_by: part?.by ?? "", group: part?.key ?? "", page_size: 100 },
    (answer) => answer.records,
  );
  return (
    <Aside label={figure.name} title={<span className="font-semibold">{figure.name}</span>} onClose={onClose} wide>
      <div className="space-y-3 p-4">
        <p>
          {fullMonthName(month)}
          {part && `, ${part.label}`}
        </p>
        <p className="text-dim">{figure.definition}</p>
        {query.isError && <Failed what="the records" error={query.error} retry={() => void query.refetch()} />}
        {query.isPending && <Loading what="the records" />}
        {query.isSuccess && query.rows.length === 0 && <p>Nothing counts in this month.</p>}
        {query.rows.length > 0 && (
          <>
            <p className="text-xs text-dim">{counted(query.total, "record counts", "records count")}.</p>
            <Table label={`Records of ${figure.name}`} head={["What", hasLength(figure) ? "Length" : "Counts", "When"]}>
              {query.rows.map((record) => (
                <tr key={`${record.record_id}${record.at_unix_ms}`}>
                  <td className="max-w-52 md:max-w-80">
                    <What record={record} />
                  </td>
                  <td className="whitespace-nowrap tabular-nums">
                    {hasLength(figure) ? lengthWords(record.seconds) : record.counted ? "yes" : "no"}
                    {record.open && <span className="text-dim"> so far</span>}
                  </td>
                  <td>
                    <Ago at={record.at_unix_ms} bare />
                  </td>
                </tr>
              ))}
            </Table>
            <More of={query} className="">More ({count(query.total - query.rows.length)})</More>
          </>
        )}
      </div>
    </Aside>
  );
}

function What({ record }: { record: FigureRecord }) {
  const words = `${record.reference} ${record.title}`.trim();
  return (
    <span className="flex items-center gap-2 py-1">
      <Priority value={record.priority} />
      <span className="min-w-0">
        {record.kind === "time" && !record.ticket_id ? (
          <span className="block truncate">Without a ticket{record.technician && `, ${record.technician}`}</span>
        ) : record.kind === "time" ? (
          <Link to="/tickets/$ticket_id" params={{ ticket_id: record.ticket_id }} className="link block truncate">
            {words}
          </Link>
        ) : record.kind === "ticket" ? (
          <Link to="/tickets/$ticket_id" params={{ ticket_id: record.record_id }} className="link block truncate">
            {words}
          </Link>
        ) : (
          <Link to="/alerts" search={{ open: record.record_id }} className="link block truncate">
            {words}
          </Link>
        )}
        <span className="block truncate text-xs text-dim">{record.client_name}</span>
      </span>
    </span>
  );
}
