// Problems: what comes back, and what is known of it.
import { useNavigate } from "@tanstack/react-router";
import { Puzzle } from "lucide-react";
import { methods } from "@/api/client";
import type { ProblemsProblem as Problem } from "@/api/generated/schema";
import { useMay } from "@/api/session";
import { useList } from "@/app/list";
import { PageList, RowCard } from "@/app/page_list";
import { isoTime } from "@/ui/csv";
import type { FilterKey } from "@/ui/filter_words";
import { counted } from "@/ui/format";
import type { Column } from "@/ui/grid_columns";
import { State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { NewProblem } from "./new_problem";
import { markOf, problemStates } from "./problem_words";

const views = [
  { name: "Open", query: "is:open" },
  { name: "Known errors", query: "state:known_error,fix_planned,fixed is:open" },
  { name: "Came back", query: "recurrences>0" },
  { name: "All", query: "" },
];
const keys: readonly FilterKey[] = [
  { key: "state", hint: "where it stands", values: problemStates },
  { key: "is", hint: "is:open", values: ["open"] },
  { key: "client", hint: "name of the client" },
  { key: "device", hint: "name of the device" },
  { key: "about", hint: "the check or category" },
  { key: "reason", hint: "who opened it", values: ["pattern", "major_incident", "person", "ticket"] },
  { key: "incidents", hint: "how many: incidents>5", numeric: true },
  { key: "recurrences", hint: "after the fix: recurrences>0", numeric: true },
  { key: "opened", hint: "how long ago: opened<30d", numeric: true },
];
const idOf = (problem: Problem) => problem.problem_id;

const columns: readonly Column<Problem>[] = [
  {
    key: "reference",
    title: "Number",
    width: "124px",
    sort: "reference",
    cell: (one) => <span className="text-dim">{one.reference}</span>,
    file: [["reference", (one) => one.reference]],
  },
  {
    key: "title",
    title: "What",
    width: "minmax(200px,2.4fr)",
    sort: "title",
    cell: (one) => <span className="font-medium">{one.title}</span>,
    file: [["title", (one) => one.title]],
  },
  {
    key: "state",
    title: "State",
    width: "168px",
    sort: "state",
    cell: (one) => <State {...markOf(one)} />,
    file: [
      ["state", (one) => one.state],
      ["withdrawn", (one) => String(one.withdrawn)],
    ],
  },
  {
    key: "client",
    title: "Client",
    width: "minmax(100px,1fr)",
    from: 760,
    sort: "client",
    cell: (one) => one.client_name,
    file: [["client", (one) => one.client_name]],
  },
  {
    key: "device",
    title: "Device",
    width: "minmax(100px,1fr)",
    from: 900,
    sort: "device",
    cell: (one) => one.device_name || <span className="text-dim">none</span>,
    file: [
      ["device", (one) => one.device_name],
      ["about", (one) => one.about_words],
    ],
  },
  {
    key: "incidents",
    title: "Incidents",
    width: "84px",
    sort: "incidents",
    end: true,
    cell: (one) => (
      <span className="tabular-nums">
        {one.incidents}
        {one.recurrences > 0 && <span className="text-warn" title={`${counted(one.recurrences, "came", "came")} back after the fix`}> +{one.recurrences}</span>}
      </span>
    ),
    file: [
      ["incidents", (one) => one.incidents],
      ["recurrences", (one) => one.recurrences],
      ["last_incident", (one) => isoTime(one.last_incident_at_unix_ms)],
    ],
  },
  {
    key: "changed",
    title: "Changed",
    width: "76px",
    sort: "changed",
    end: true,
    from: 560,
    cell: (one) => <Ago at={one.changed_at_unix_ms} bare className="text-dim" />,
    file: [
      ["opened", (one) => isoTime(one.opened_at_unix_ms)],
      ["changed", (one) => isoTime(one.changed_at_unix_ms)],
    ],
  },
];

export default function ProblemsPage() {
  useTitle("Problems");
  const navigate = useNavigate();
  const mayWrite = useMay("problem.write");
  const list = useList({ method: methods.listProblems, rows: (answer) => answer.problems, idOf, order: "-changed" });
  const { change, search, applied } = list;
  return (
    <PageList
      list={list}
      one="problem"
      many="problems"
      views={views}
      keys={keys}
      placeholder="Filter: words, client:acme is:open"
      columns={columns}
      hasFile
      create={mayWrite ? { run: () => change({ make: "problem" }) } : undefined}
      nameOf={(problem) => problem.title}
      card={(problem) => (
        <RowCard
          name={problem.title}
          mark={markOf(problem)}
          about={problem.client_name}
          end={counted(problem.incidents, "incident", "incidents")}
        />
      )}
      onOpen={(problem) => void navigate({ to: "/problems/$problem_id", params: { problem_id: problem.problem_id } })}
      isUsual={(filter) => filter === views[0].query}
      none={{
        icon: Puzzle,
        title: applied ? "No problem is open." : "No problem yet.",
        about: "Three incidents of the same on one device within 90 days become a problem by themselves, as does every major incident.",
      }}
    >
      {search.make === "problem" && mayWrite && <NewProblem onClose={() => change({ make: "" })} />}
    </PageList>
  );
}
