// Hand-overs between people on call: the list, and one with everything that is open.
import { NotebookPen } from "lucide-react";
import { methods } from "@/api/client";
import type { HandOver } from "@/api/generated/schema";
import { useApiPages } from "@/api/query";
import { RecordList, useRecordSearch } from "@/app/record_list";
import { NoneYet } from "@/ui/empty";
import type { FilterKey } from "@/ui/filter_words";
import type { Column } from "@/ui/grid_columns";
import { State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { handOverStates } from "./duty_words";
import { HandOverAside } from "./hand_over_aside";

const keys: readonly FilterKey[] = [
  { key: "state", hint: "where it stands", values: ["planned", "due", "late", "confirmed"] },
  { key: "schedule", hint: "name of the schedule" },
  { key: "from_name", hint: "who hands over" },
  { key: "to_name", hint: "who takes over" },
  { key: "at", hint: "how long ago: at<7d", numeric: true },
];

function Shown({ row }: { row: HandOver }) {
  const shown = handOverStates[row.state] ?? { state: "unknown", label: row.state };
  return <State state={shown.state} label={shown.label} />;
}

const columns: readonly Column<HandOver>[] = [
  { key: "state", title: "State", width: "150px", sort: "state", cell: (row) => <Shown row={row} /> },
  { key: "at", title: "When", width: "130px", sort: "at", cell: (row) => <Moment at={row.at_unix_ms} /> },
  { key: "from", title: "From", width: "minmax(100px,1fr)", cell: (row) => row.from_name },
  { key: "to", title: "To", width: "minmax(100px,1fr)", cell: (row) => <span className="font-medium">{row.to_name}</span> },
  {
    key: "schedule",
    title: "Schedule",
    width: "minmax(120px,1fr)",
    from: 760,
    cell: (row) => `${row.schedule_name}, ${row.layer_name}`,
  },
  { key: "by", title: "Confirmed by", width: "minmax(100px,1fr)", from: 900, cell: (row) => row.confirmed_by },
];

export default function HandOversPage() {
  useTitle("Hand-overs");
  const search = useRecordSearch();
  const query = useApiPages(methods.listHandOvers, { filter: search.filter, order_by: "-at" }, (answer) => answer.hand_overs);
  return (
    <RecordList<HandOver>
      title="Hand-overs"
      words={["hand-over", "hand-overs"]}
      memory="hand_overs"
      keys={keys}
      placeholder="Filter: state:due to_name:ana"
      columns={columns}
      search={search}
      query={query}
      idOf={(row) => row.hand_over_id}
      nameOf={(row) => `${row.from_name} to ${row.to_name}`}
      card={(row) => (
        <span className="block min-w-0 leading-5">
          <span className="flex items-center gap-2">
            <span className="truncate font-medium">{`${row.from_name} to ${row.to_name}`}</span>
            <span className="ml-auto shrink-0 text-xs text-dim">
              <Moment at={row.at_unix_ms} />
            </span>
          </span>
          <span className="flex items-center gap-2 text-xs text-dim">
            <Shown row={row} />
            <span className="truncate">{row.schedule_name}</span>
          </span>
        </span>
      )}
      none={
        <NoneYet title="Nobody has handed over yet." icon={NotebookPen}>
          <p>When a turn on call goes from one person to another, what is open stands here, and the next person confirms it.</p>
        </NoneYet>
      }
      aside={(row, close) => <HandOverAside key={row.hand_over_id} id={row.hand_over_id} onClose={close} />}
    />
  );
}
