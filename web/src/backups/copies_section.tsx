// The copies of an item: what the rule 3-2-1-1-0 says of them, and of each copy what is known, from where, and until when.
import { useState } from "react";
import { Pencil, Plus, X } from "lucide-react";
import { methods } from "@/api/client";
import type { BackupCopy, BackupItem, CopyProperty } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { dayOf } from "@/ui/format";
import { Section } from "@/ui/panel";
import { Chip, State } from "@/ui/status";
import { say, sayProblem } from "@/ui/toast";
import { touchedByBackup } from "./backup_words";
import { declaredCopies, declaredOf, digitLabel, digitMark, mediumLabel, propertyAnswer, propertyLabel, ruleSentence } from "./copies_words";
import { CopyDialog } from "./copy_dialog";

export function Copies({ item, may }: { item: BackupItem; may: boolean }) {
  const [doing, setDoing] = useState<{ copy?: BackupCopy }>();
  const back = useChange(methods.declareBackupCopies, touchedByBackup, { onError: (error) => sayProblem("It was not taken back.", error) });
  const remove = useChange(methods.declareBackupCopies, touchedByBackup, { onError: (error) => sayProblem("It is still named.", error) });
  const forget = (copy: BackupCopy) => {
    const before = declaredCopies(item),
      others = before.filter((one) => one.copy_id !== copy.copy_id);
    remove.mutate(
      { item_id: item.item_id, copies: others },
      {
        onSuccess: () =>
          say(`${copy.place} is no longer named as a copy.`, () =>
            back.mutate({ item_id: item.item_id, copies: [...others, { ...declaredOf(copy), copy_id: "" }] }),
          ),
      },
    );
  };
  return (
    <Section
      title="Copies"
      aside={
        may && (
          <Button icon={Plus} onClick={() => setDoing({})}>
            Add a copy
          </Button>
        )
      }
    >
      <p className="mb-2">{ruleSentence(item.copies_rule)}</p>
      <ul aria-label="The rule 3-2-1-1-0" className="mb-3 grid gap-2 @lg:grid-cols-2 @4xl:grid-cols-5">
        {item.copies_rule.map((digit) => (
          <li key={digit.digit} className="rounded-lg border border-line px-3 py-2">
            <span className="flex flex-wrap items-center justify-between gap-x-2">
              <span className="font-medium">{digitLabel(digit.digit)}</span>
              <State {...digitMark(digit.state)} />
            </span>
            <span className="mt-0.5 block text-xs text-dim">{digit.text}</span>
          </li>
        ))}
      </ul>
      <ul className="space-y-3">
        {item.copies.map((copy) => (
          <li key={copy.copy_id || copy.plan_id || "in use"} className="rounded-lg border border-line p-3">
            <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
              <h3 className="min-w-0 font-semibold break-words">{copy.place}</h3>
              <Chip>{copy.medium ? mediumLabel(copy.medium) : "medium not known"}</Chip>
              {may && !copy.data_in_use && (
                <span className="no-print ml-auto flex flex-wrap gap-2">
                  <Button icon={Pencil} tone="quiet" onClick={() => setDoing({ copy })}>
                    Say what is known
                  </Button>
                  {copy.copy_id && !copy.plan_id && (
                    <Button icon={X} tone="quiet" onClick={() => forget(copy)}>
                      Remove
                    </Button>
                  )}
                </span>
              )}
            </div>
            <dl className="grid grid-cols-[minmax(96px,auto)_minmax(0,1fr)] gap-x-4 gap-y-1">
              {copy.properties.map((property) => (
                <Property key={property.property} property={property} />
              ))}
            </dl>
          </li>
        ))}
      </ul>
      {doing && <CopyDialog item={item} copy={doing.copy} onClose={() => setDoing(undefined)} />}
    </Section>
  );
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
  return (
    <span className="text-dim">
      ({property.seen ? "seen" : property.by}, {dayOf(property.at_unix_ms)}
      {until})
    </span>
  );
}
