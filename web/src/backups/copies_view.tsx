// The copies of an item, to read: what the rule 3-2-1-1-0 says, and of each copy what is known, from where, and until when.
// The same for whom the service is done as for us.
import type { ReactNode } from "react";
import type { BackupCopy, CopiesDigit, CopyProperty } from "@/api/generated/schema";
import { dayOf } from "@/ui/format";
import { Chip, State } from "@/ui/status";
import { digitLabel, digitMark, mediumLabel, propertyAnswer, propertyLabel, ruleSentence } from "./copies_words";

export function CopiesRule({ rule }: { rule: readonly CopiesDigit[] }) {
  return (
    <>
      <p className="mb-2">{ruleSentence(rule)}</p>
      <ul aria-label="The rule 3-2-1-1-0" className="mb-3 grid gap-2 @lg:grid-cols-2 @4xl:grid-cols-5">
        {rule.map((digit) => (
          <li key={digit.digit} className="rounded-lg border border-line px-3 py-2">
            <span className="flex flex-wrap items-center justify-between gap-x-2">
              <span className="font-medium">{digitLabel(digit.digit)}</span>
              <State {...digitMark(digit.state)} />
            </span>
            <span className="mt-0.5 block text-xs text-dim">{digit.text}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

export function CopiesList({ copies, actions }: { copies: readonly BackupCopy[]; actions?: (copy: BackupCopy) => ReactNode }) {
  return (
    <ul aria-label="Copies" className="space-y-3">
      {copies.map((copy) => (
        <li key={copy.copy_id || copy.plan_id || "in use"} className="rounded-lg border border-line p-3">
          <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
            <h3 className="min-w-0 font-semibold break-words">{copy.place}</h3>
            <Chip>{mediumWords(copy)}</Chip>
            {actions?.(copy)}
          </div>
          <dl className="grid grid-cols-[minmax(96px,auto)_minmax(0,1fr)] gap-x-4 gap-y-1">
            {copy.properties.map((property) => (
              <Property key={property.property} property={property} />
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

/// Nobody said what the data in use lies on: its kind makes it likely.
function mediumWords({ medium, data_in_use }: BackupCopy): string {
  if (!medium) return "medium not known";
  return data_in_use ? `taken to be: ${mediumLabel(medium)}` : mediumLabel(medium);
}

function Property({ property }: { property: CopyProperty }) {
  const isKnown = property.says !== "unknown";
  return (
    <>
      <dt className="text-dim">{propertyLabel(property.property)}</dt>
      <dd className={`min-w-0 break-words ${isKnown ? "" : "text-dim"}`}>
        {propertyAnswer(property)}
        {property.how && `: ${property.how}`} <Known property={property} />
      </dd>
    </>
  );
}

/// Who said it or that it was seen, when, and until when that counts.
function Known({ property }: { property: CopyProperty }) {
  if (property.at_unix_ms === 0) return null;
  const until = property.until_unix_ms > 0 ? `, counts until ${dayOf(property.until_unix_ms)}` : "";
  const from = [property.seen ? "seen" : property.by, dayOf(property.at_unix_ms)].filter(Boolean).join(", ");
  return (
    <span className="text-dim">
      ({from}
      {until})
    </span>
  );
}
