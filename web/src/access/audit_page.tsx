// What people did: who, what, when, from where, and whether it was allowed.
import { useMemo } from "react";
import { methods } from "@/api/client";
import type { AuditEntry } from "@/api/generated/schema";
import { ListFrame, useList } from "@/app/list";
import { FilteredAway, NoneYet } from "@/ui/empty";
import type { FilterKey } from "@/ui/filter_words";
import { exactTime, words } from "@/ui/format";
import { Grid } from "@/ui/grid";
import type { Column } from "@/ui/grid_columns";
import { Aside, Facts, Section } from "@/ui/panel";
import { State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { nameOfSubject, useSubjectNames } from "./audit_names";

const idOf = (entry: AuditEntry) => String(entry.number);
const keys: readonly FilterKey[] = [
  { key: "kind", hint: "what was done: kind:access.*" },
  { key: "by", hint: "who did it" },
  { key: "outcome", hint: "ok or the refusal's code" },
  { key: "address", hint: "from where" },
  { key: "subject", hint: "the id of what it was done to" },
  { key: "at", hint: "how long ago: at<2d", numeric: true },
];

/// "access.account_changed" as words.
export const deedWords = (kind: string): string => words(kind.split(".").at(-1) ?? kind).replace(/\btotp\b/i, "TOTP");
const went = (entry: AuditEntry) => entry.outcome === "" || entry.outcome === "ok" || entry.outcome === "done";
const Outcome = ({ entry }: { entry: AuditEntry }) =>
  went(entry) ? <State state="ok" label="Done" /> : <State state="critical" label="Refused" />;

// Whoever is not signed in yet is nobody that is known, also when they named an account.
const who = (entry: AuditEntry) => (entry.by_name === "" || entry.by_name === "nobody" ? "not signed in" : entry.by_name);

const columnsWith = (names: ReadonlyMap<string, string>): readonly Column<AuditEntry>[] => [
  { key: "at", title: "When", width: "120px", sort: "at", cell: (entry) => <Moment at={entry.at_unix_ms} className="text-dim" /> },
  {
    key: "by",
    title: "Who",
    width: "minmax(100px,.8fr)",
    sort: "by",
    cell: (entry) => <span className="font-medium">{who(entry)}</span>,
  },
  { key: "kind", title: "What", width: "minmax(140px,1.2fr)", sort: "kind", cell: (entry) => deedWords(entry.kind) },
  { key: "outcome", title: "Outcome", width: "96px", sort: "outcome", cell: (entry) => <Outcome entry={entry} /> },
  {
    key: "address",
    title: "From",
    width: "minmax(90px,.7fr)",
    sort: "address",
    from: 760,
    cell: (entry) => <span className="mono">{entry.address}</span>,
  },
  {
    key: "subject",
    title: "To what",
    width: "minmax(120px,1fr)",
    sort: "subject",
    from: 980,
    cell: (entry) => {
      const name = nameOfSubject(entry, names);
      return name ? <span title={entry.subject}>{name}</span> : <span className="mono text-dim">{entry.subject}</span>;
    },
  },
];

export default function AuditPage() {
  useTitle("Audit");
  const list = useList({ method: methods.listAudit, rows: (answer) => answer.entries, idOf, order: "-number", ofAll: true });
  const { change, search } = list;
  const names = useSubjectNames(list.rows);
  const columns = useMemo(() => columnsWith(names), [names]);
  const shown = list.rows.find((entry) => idOf(entry) === search.open);
  return (
    <div className="flex h-full min-h-0">
      <ListFrame list={list} one="entry" many="entries" keys={keys} placeholder="Filter: words, by:ada kind:access.* at<7d">
        <Grid
          {...list.grid}
          label="Audit"
          memory="audit"
          columns={columns}
          nameOf={(entry) => deedWords(entry.kind)}
          card={(entry) => <EntryCard entry={entry} />}
          onOpen={(entry) => change({ open: idOf(entry) }, true)}
          empty={list.applied ? <FilteredAway what="entry" clear={list.clear} /> : <NoneYet title="Nothing was written down yet." />}
        />
      </ListFrame>
      {shown && (
        <Aside label="Entry" title={deedWords(shown.kind)} onClose={() => change({ open: "" })}>
          <Entry entry={shown} name={nameOfSubject(shown, names)} client={names.get(shown.client_id) ?? ""} />
        </Aside>
      )}
    </div>
  );
}

function EntryCard({ entry }: { entry: AuditEntry }) {
  return (
    <span className="block min-w-0 leading-5">
      <span className="flex min-w-0 gap-2">
        <span className="truncate font-medium">{deedWords(entry.kind)}</span>
        <span className="ml-auto shrink-0">
          <Outcome entry={entry} />
        </span>
      </span>
      <span className="flex gap-2 text-xs text-dim">
        <span className="truncate">{who(entry)}</span>
        <Moment at={entry.at_unix_ms} className="ml-auto shrink-0" />
      </span>
    </span>
  );
}

function Entry({ entry, name, client }: { entry: AuditEntry; name: string; client: string }) {
  return (
    <div className="space-y-5 px-4 py-3">
      <Facts
        rows={[
          ["Number", String(entry.number)],
          ["When", exactTime(entry.at_unix_ms)],
          ["Who", who(entry)],
          [
            "Kind",
            <code key="k" className="mono">
              {entry.kind}
            </code>,
          ],
          [
            "Outcome",
            went(entry) ? (
              <Outcome key="o" entry={entry} />
            ) : (
              <span key="o">
                <Outcome entry={entry} /> <code className="mono">{entry.outcome}</code>
              </span>
            ),
          ],
          [
            "From",
            <code key="f" className="mono">
              {entry.address || "this server"}
            </code>,
          ],
          [
            "To what",
            <span key="s">
              {name}{" "}
              <code className="mono break-all text-dim">{entry.subject || "nothing in particular"}</code>
            </span>,
          ],
          [
            "Client",
            entry.client_id ? (
              <span key="c">
                {client} <code className="mono break-all text-dim">{entry.client_id}</code>
              </span>
            ) : (
              "none"
            ),
          ],
        ]}
      />
      {entry.detail_json && (
        <Section title="Details">
          <pre className="mono overflow-auto rounded-lg border border-line bg-panel p-3 whitespace-pre-wrap">
            {pretty(entry.detail_json)}
          </pre>
        </Section>
      )}
    </div>
  );
}

function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
