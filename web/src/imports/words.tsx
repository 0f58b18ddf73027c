// Words of the other system and ours for them: those without an answer first; all can be changed, and are remembered.
import { useState } from "react";
import { call, methods } from "@/api/client";
import type { Import, ImportValue } from "@/api/generated/schema";
import { queries, refresh, useApiPages } from "@/api/query";
import { Button } from "@/ui/button";
import { More } from "@/ui/more";
import { Failed, Loading } from "@/ui/empty";
import { SelectField } from "@/ui/field";
import { count, counted } from "@/ui/format";
import { Section } from "@/ui/panel";
import { Chip } from "@/ui/status";
import { say, sayProblem } from "@/ui/toast";
import { UnknownClients } from "./unknown_clients";
import { listOf, originOf } from "./import_words";

const keyOf = (value: ImportValue) => `${value.list}\n${value.value}`;

/// What was chosen and not kept yet. It outlives the list, which is away while the file is checked.
export function useAnswers(importId: string) {
  const [chosen, setChosen] = useState<{ of: string; answers: Record<string, string> }>({ of: importId, answers: {} });
  const [saving, setSaving] = useState(false);
  const changed = chosen.of === importId ? chosen.answers : {};
  const answers = Object.entries(changed);
  const keepAndCheck = async () => {
    setSaving(true);
    try {
      if (answers.length > 0)
        await call(methods.setImportValues, {
          import_id: importId,
          answers: answers.map(([key, answer]) => ({ list: key.split("\n")[0], value: key.slice(key.indexOf("\n") + 1), answer })),
        });
      await call(methods.checkImport, { import_id: importId });
      setChosen({ of: importId, answers: {} });
      say("Remembered; it is checked again.");
    } catch (error) {
      sayProblem("That was not kept.", error);
    }
    await refresh(queries, [methods.getImport, methods.listImportValues, methods.listImportRows]);
    setSaving(false);
  };
  const choose = (key: string, answer: string) => setChosen({ of: importId, answers: { ...changed, [key]: answer } });
  return { changed, count: answers.length, saving, keepAndCheck, choose };
}
export type Answers = ReturnType<typeof useAnswers>;

export function Words({ one, answers }: { one: Import; answers: Answers }) {
  const query = useApiPages(methods.listImportValues, { import_id: one.import_id }, (answer) => answer.values);
  if (query.isError && query.rows.length === 0) return <Failed what="the words" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading what="the words" />;
  if (query.rows.length === 0) return null;
  const choices = query.data.pages[0]?.choices ?? [];
  const open = query.rows.filter((value) => value.answer === "");
  return (
    <Section
      title="Words"
      aside={
        answers.count > 0 && (
          <Button tone="primary" busy={answers.saving} onClick={() => void answers.keepAndCheck()}>
            Keep {counted(answers.count, "answer", "answers")} and check again
          </Button>
        )
      }
    >
      <p className="mb-2 text-dim">
        {open.length > 0
          ? `${counted(open.length, "word has", "words have")} none of ours yet; rows that use them would be rejected.`
          : "Each has one of ours. Change what is not right."}
      </p>
      {open.some((value) => value.list === "client") && <UnknownClients one={one} />}
      <ul className="divide-y divide-line rounded-lg border border-line">
        {query.rows.map((value) => (
          <li key={keyOf(value)} className="grid items-center gap-x-4 gap-y-1 px-3 py-2 sm:grid-cols-[minmax(0,1fr)_minmax(0,280px)]">
            <div className="min-w-0">
              <span className="text-dim">{listOf(value.list)}:</span> <span className="font-medium break-words">{value.value}</span>{" "}
              <span className="text-dim">({count(Number(value.rows))})</span>{" "}
              {value.answer === "" ? <Chip tone="bg-warn-bg text-warn">no answer</Chip> : <Chip>{originOf(value.origin)}</Chip>}
            </div>
            <SelectField
              label={`${value.value} is`}
              hideLabel
              value={answers.changed[keyOf(value)] ?? value.answer}
              choices={[
                { value: "", label: "Not said" },
                { value: "-", label: value.list === "technician" ? "Nobody who is here" : value.list === "client" ? "Leave its rows out" : "Leave it empty" },
                ...(value.list === "client" && value.answer !== "=file" ? [{ value: "=new", label: "A new client of this name" }] : []),
                ...(value.answer === "=file" ? [{ value: "=file", label: "The one in this file" }] : []),
                ...choices.filter((choice) => choice.list === value.list).map((choice) => ({ value: choice.value, label: choice.label })),
              ]}
              onChange={(event) => answers.choose(keyOf(value), event.target.value)}
            />
          </li>
        ))}
      </ul>
      <More of={query}>More words</More>
    </Section>
  );
}
