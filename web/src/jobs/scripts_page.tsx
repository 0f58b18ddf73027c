// The script library: what jobs run. Written by one person, reviewed by another, then run by its digest.
import { useNavigate } from "@tanstack/react-router";
import { ScrollText } from "lucide-react";
import { methods } from "@/api/client";
import type { Script } from "@/api/generated/schema";
import { useMay } from "@/api/session";
import { useList } from "@/app/list";
import { PageList, RowCard } from "@/app/page_list";
import type { FilterKey } from "@/ui/filter_words";
import type { Column } from "@/ui/grid_columns";
import { State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { ScriptForm } from "./script_form";
import { runWords, scriptMark, scriptStates } from "./script_words";

const keys: readonly FilterKey[] = [
  { key: "state", hint: "whether it was reviewed", values: scriptStates },
  { key: "name", hint: "name; stars stand for anything" },
  { key: "author", hint: "who wrote it" },
];
const idOf = (script: Script) => script.script_id;

const columns: readonly Column<Script>[] = [
  { key: "name", title: "Script", width: "minmax(180px,1.4fr)", sort: "name", cell: (one) => <span className="font-medium">{one.name}</span> },
  { key: "about", title: "What it does", width: "minmax(160px,2fr)", from: 860, cell: (one) => <span className="text-dim">{one.about}</span> },
  { key: "state", title: "State", width: "150px", sort: "state", cell: (one) => <State {...scriptMark(one)} /> },
  { key: "version", title: "Version", width: "80px", from: 700, end: true, cell: (one) => one.version },
  { key: "runs", title: "Runs", width: "150px", from: 760, cell: (one) => <span className="text-dim">{runWords(one)}</span> },
  { key: "author", title: "Written by", width: "minmax(90px,0.8fr)", from: 1000, sort: "author", cell: (one) => one.author },
  {
    key: "changed",
    title: "Changed",
    width: "76px",
    sort: "changed",
    end: true,
    from: 600,
    cell: (one) => <Ago at={one.changed_at_unix_ms} bare className="text-dim" />,
  },
];

export default function ScriptsPage() {
  useTitle("Scripts");
  const navigate = useNavigate();
  const mayWrite = useMay("script.write");
  const list = useList({ method: methods.listScripts, rows: (answer) => answer.scripts, idOf, order: "name", ofAll: true });
  const { change, search } = list;
  return (
    <PageList
      list={list}
      one="script"
      many="scripts"
      keys={keys}
      placeholder="Filter: words, state:reviewed"
      columns={columns}
      create={mayWrite ? { first: "Write the first one", run: () => change({ make: "script" }) } : undefined}
      nameOf={(one) => one.name}
      card={(one) => <RowCard name={one.name} mark={scriptMark(one)} about={one.about} />}
      onOpen={(one) => void navigate({ to: "/scripts/$script_id", params: { script_id: one.script_id } })}
      none={{
        icon: ScrollText,
        title: "No script yet.",
        about: (
          <p>
            A script is written once, read by a second person, and then run by jobs on machines that are named. Each text has a number of its own,
            so that nobody can change what was read.
          </p>
        ),
      }}
    >
      {search.make === "script" && mayWrite && <ScriptForm onClose={() => change({ make: "" })} />}
    </PageList>
  );
}
