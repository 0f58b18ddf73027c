// What the columns of a file are: each shows what stands in it, what it becomes, and a time as it is understood.
import { methods } from "@/api/client";
import type { Import, ImportColumn } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { CheckField, SelectField, TextField } from "@/ui/field";
import { Section } from "@/ui/panel";
import { Chip } from "@/ui/status";
import { sayProblem } from "@/ui/toast";
import { fieldsOf } from "./fields";
import { kinds, originOf, products } from "./import_words";

const orders = [
  { value: "", label: "Not said" },
  { value: "YMD", label: "Year, month, day" },
  { value: "DMY", label: "Day, month, year" },
  { value: "MDY", label: "Month, day, year" },
];
const encodings = [
  { value: "utf-8", label: "UTF-8" },
  { value: "windows-1252", label: "Windows-1252" },
];
// Its first bytes say so; nobody has to.
const marked = [
  { value: "utf-16le", label: "UTF-16" },
  { value: "utf-16be", label: "UTF-16 (big-endian)" },
];
const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function Columns({ one }: { one: Import }) {
  const change = useChange(methods.updateImport, [methods.getImport], { onError: (error) => sayProblem("That was not changed.", error) });
  const set = (more: Record<string, unknown>) => change.mutate({ import_id: one.import_id, ...more } as never);
  const isMixed = one.record_kind === "" && one.product === "steward" && one.missing_fields.length === 0;
  return (
    <>
      <Section title="How to read it">
        <div className="grid gap-3 sm:grid-cols-2 lg:grid-cols-4">
          <SelectField label="From" choices={products} value={one.product} onChange={(event) => set({ product: event.target.value })} />
          {!isMixed && (
            <SelectField
              label="Records"
              choices={[{ value: "", label: "Say which" }, ...kinds]}
              value={one.record_kind}
              onChange={(event) => set({ record_kind: event.target.value })}
            />
          )}
          <TextField
            label="Name of the source"
            help="Its numbers are unique within it"
            key={`source-${one.source}`}
            defaultValue={one.source}
            maxLength={60}
            onBlur={(event) => event.target.value.trim() && event.target.value !== one.source && set({ source: event.target.value.trim() })}
          />
          <TextField
            label="Zone of its times"
            help={
              one.zone ? (
                "Of those that say none"
              ) : (
                <button type="button" className="link" onClick={() => set({ zone: ownZone() })}>
                  Use {ownZone()}
                </button>
              )
            }
            key={`zone-${one.zone}`}
            defaultValue={one.zone}
            spellCheck={false}
            error={change.error?.field("zone")}
            onBlur={(event) => event.target.value.trim() !== one.zone && set({ zone: event.target.value.trim() })}
          />
          <SelectField label="Days are written" choices={orders} value={one.date_order} onChange={(event) => set({ date_order: event.target.value })} />
          <SelectField
            label="Encoding"
            choices={one.encoding.startsWith("utf-16") ? marked : encodings}
            value={one.encoding}
            onChange={(event) => set({ encoding: event.target.value })}
          />
        </div>
        <div className="mt-3 space-y-2">
          <CheckField
            label="Reject tickets whose requester is not known"
            help="Otherwise they come without one, and their history names who it was."
            checked={one.unknown_requesters_rejected}
            onChange={(event) => set({ unknown_requesters_rejected: event.target.checked })}
          />
          <CheckField
            label="Open tickets: begin what we promise when they come"
            help="Otherwise no clock runs for them. Ended ones never have one."
            checked={one.promises_from_now}
            onChange={(event) => set({ promises_from_now: event.target.checked })}
          />
        </div>
      </Section>
      {!isMixed && one.record_kind !== "" && (
        <Section title="Columns">
          <ul className="divide-y divide-line rounded-lg border border-line">
            {one.columns.map((column) => (
              <Column key={column.column} column={column} kind={one.record_kind} choose={(field) => set({ columns: [{ column: column.column, field }] })} />
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function Column({ column, kind, choose }: { column: ImportColumn; kind: string; choose: (field: string) => void }) {
  return (
    <li className="grid gap-x-4 gap-y-1 px-3 py-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,240px)]">
      <div className="min-w-0">
        <span className="font-medium break-words">{column.column || "(no name)"}</span>{" "}
        {column.field && originOf(column.origin) && <Chip>{originOf(column.origin)}</Chip>}
        <span className="block truncate text-dim">{column.samples.length > 0 ? column.samples.slice(0, 3).join(" · ") : "empty in the first rows"}</span>
        {column.read_as && <span className="block text-xs text-dim">read as {column.read_as}</span>}
      </div>
      <SelectField
        label={`${column.column || "Column"} becomes`}
        hideLabel
        choices={[{ value: "", label: "Left out" }, ...fieldsOf(kind)]}
        value={column.field}
        onChange={(event) => choose(event.target.value)}
      />
    </li>
  );
}
