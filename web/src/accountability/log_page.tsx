// The accountability log for staff: what was done with power, for whom, and the file that proves it.
import { useState } from "react";
import { Download } from "lucide-react";
import { methods } from "@/api/client";
import type { LogEntry } from "@/api/generated/schema";
import { useMay } from "@/api/session";
import { ListFrame, useList } from "@/app/list";
import { Button } from "@/ui/button";
import { FilteredAway, NoneYet } from "@/ui/empty";
import type { FilterKey } from "@/ui/filter_words";
import { exactTime, words } from "@/ui/format";
import { Grid } from "@/ui/grid";
import type { Column } from "@/ui/grid_columns";
import { Aside, Facts } from "@/ui/panel";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { say, sayProblem } from "@/ui/toast";
import { saveExport } from "./export_file";

const idOf = (entry: LogEntry) => String(entry.number);
const ownActs = "the provider itself";
const keys: readonly FilterKey[] = [
  { key: "kind", hint: "kind:login kind:role_change kind:export" },
  { key: "client", hint: "whose: client:Harbour" },
  { key: "by", hint: "who did it" },
  { key: "action", hint: "what was done: action:access.*" },
  { key: "at", hint: "how long ago: at<2d", numeric: true },
];

const columns: readonly Column<LogEntry>[] = [
  { key: "at", title: "When", width: "120px", sort: "at", cell: (entry) => <Moment at={entry.at_unix_ms} className="text-dim" /> },
  { key: "words", title: "What", width: "minmax(200px,2fr)", cell: (entry) => <span className="font-medium">{entry.words}</span> },
  { key: "client", title: "For", width: "minmax(110px,1fr)", sort: "client", cell: (entry) => entry.client_name || ownActs },
  { key: "kind", title: "Kind", width: "110px", sort: "kind", from: 760, cell: (entry) => words(entry.kind) },
  { key: "seq", title: "Place", width: "70px", from: 980, cell: (entry) => <span className="text-dim tabular-nums">{entry.seq}</span> },
];

export default function LogPage() {
  useTitle("Accountability log");
  const list = useList({ method: methods.listLogEntries, rows: (answer) => answer.entries, idOf, order: "-number" });
  const { change, search } = list;
  const shown = list.rows.find((entry) => idOf(entry) === search.open);
  return (
    <div className="flex h-full min-h-0">
      <ListFrame list={list} one="entry" many="entries" keys={keys} placeholder="Filter: words, kind:role_change by:ada at<7d">
        <Grid
          {...list.grid}
          label="Accountability log"
          memory="accountability"
          columns={columns}
          nameOf={(entry) => entry.words}
          card={(entry) => <EntryCard entry={entry} />}
          onOpen={(entry) => change({ open: idOf(entry) }, true)}
          empty={list.applied ? <FilteredAway what="entry" clear={list.clear} /> : <NoneYet title="Nothing was logged yet." />}
        />
      </ListFrame>
      {shown && (
        <Aside label="Entry" title={shown.words} onClose={() => change({ open: "" })}>
          <Entry entry={shown} />
        </Aside>
      )}
    </div>
  );
}

function EntryCard({ entry }: { entry: LogEntry }) {
  return (
    <span className="block min-w-0 leading-5">
      <span className="block truncate font-medium">{entry.words}</span>
      <span className="flex gap-2 text-xs text-dim">
        <span className="truncate">{entry.client_name || ownActs}</span>
        <Moment at={entry.at_unix_ms} className="ml-auto shrink-0" />
      </span>
    </span>
  );
}

function Entry({ entry }: { entry: LogEntry }) {
  const mayExport = useMay("audit.read") || entry.client_id !== "";
  const [busy, setBusy] = useState(false);
  const save = () => {
    setBusy(true);
    saveExport(entry.client_id, entry.client_name || "provider")
      .then(() => say("The export is saved. Check it with steward-verify."))
      .catch((error: unknown) => sayProblem("The export failed.", error))
      .finally(() => setBusy(false));
  };
  return (
    <div className="space-y-5 px-4 py-3">
      <Facts
        rows={[
          ["When", exactTime(entry.at_unix_ms)],
          ["For", entry.client_name || ownActs],
          ["Place in their chain", String(entry.seq)],
          ["Place in the tree", String(entry.number)],
          ["Kind", words(entry.kind)],
          ...entry.details.map((detail): [string, string] => [words(detail.name), detail.value]),
          ...(entry.is_erased ? ([["Words", "erased; the entry itself stays provable"]] as [string, string][]) : []),
        ]}
      />
      {mayExport && (
        <Button icon={Download} busy={busy} onClick={save}>
          Export {entry.client_id ? "this client's entries" : "the provider's own acts"}
        </Button>
      )}
    </div>
  );
}
