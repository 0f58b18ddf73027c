// One import, from the file to the undoing: what it was taken for, its columns, its words, what would happen, what happened.
import { useEffect } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { Link, useParams, useNavigate } from "@tanstack/react-router";
import { Ban, Check, Play, Trash2, Undo2 } from "lucide-react";
import { methods } from "@/api/client";
import type { Import } from "@/api/generated/schema";
import { useLive } from "@/api/live";
import { refresh, useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { Failed, Loading } from "@/ui/empty";
import { bytes, count, counted, exactTime } from "@/ui/format";
import { Facts, Notice, Page, Section } from "@/ui/panel";
import { useTitle } from "@/ui/title";
import { say, sayProblem } from "@/ui/toast";
import { Columns } from "./columns";
import { DayOrMonth } from "./day_or_month";
import { isBusy, kindOf, outcomeWords, productOf, progressOf, stateOf } from "./import_words";
import { Bar } from "./bar";
import { Outcome } from "./outcome";
import { useAnswers, Words, type Answers } from "./words";

const touched = [methods.getImport, methods.listImports, methods.listImportRows, methods.listImportValues];

export default function ImportPage() {
  const { import_id } = useParams({ strict: false }) as { import_id: string };
  const query = useApi(methods.getImport, { import_id }, { refetchInterval: 5_000 });
  const one = query.data;
  const client = useQueryClient();
  const answers = useAnswers(import_id);
  // Rows and words are those of the step that has ended.
  useEffect(() => {
    void refresh(client, [methods.listImportRows, methods.listImportValues]);
  }, [client, one?.state]);
  useLive("import", (updates) => {
    if (updates.some((update) => update.id === import_id)) void query.refetch();
  });
  useTitle(one?.name ?? "Import");
  if (query.isError && !one) return <Failed what="this import" error={query.error} retry={() => void query.refetch()} />;
  if (!one) return <Loading what="this import" />;
  const busy = isBusy(one.state);
  const prepares = one.state === "mapping" || one.state === "checked";
  const read = ["checked", "applying", "done", "cancelled", "undoing", "undone"].includes(one.state) || Number(one.rows) > 0;
  return (
    <Page>
      <Link to="/settings/imports" className="link inline-flex items-center coarse:h-11">
        All imports
      </Link>
      <Head one={one} answers={answers} />
      {busy && <Progress one={one} />}
      {prepares && Number(one.rows) > 0 && <Words one={one} answers={answers} />}
      {prepares && <Columns key={one.import_id} one={one} />}
      {read && one.state !== "reading" && <Outcome one={one} />}
    </Page>
  );
}

function Head({ one, answers }: { one: Import; answers: Answers }) {
  const navigate = useNavigate();
  const id = { import_id: one.import_id };
  const can = (action: string) => one.allowed_actions.includes(action);
  const failed = (what: string) => ({ onError: (error: unknown) => sayProblem(what, error) });
  const check = useChange(methods.checkImport, touched, failed("It was not checked."));
  const apply = useChange(methods.applyImport, touched, failed("Nothing was brought in."));
  const undo = useChange(methods.undoImport, touched, failed("It was not undone."));
  const remove = useChange(methods.deleteImport, touched, {
    ...failed("It was not deleted."),
    onSuccess: () => {
      say("The file is gone.");
      void navigate({ to: "/settings/imports" });
    },
  });
  const missing = one.missing_fields.filter((name) => name !== "date_order");
  const begin = () => {
    const lost = Number(one.rejected);
    if (lost === 0 || window.confirm(`${count(lost)} rows would be rejected and stay out. Bring in the others?`)) apply.mutate(id);
  };
  return (
    <Section
      title={one.name}
      aside={
        <>
          {can("check") && (
            <Button
              icon={Check}
              tone={one.state === "checked" ? "plain" : "primary"}
              busy={check.isPending || answers.saving}
              disabled={one.missing_fields.length > 0}
              onClick={() => (answers.count > 0 ? void answers.keepAndCheck() : check.mutate(id))}
            >
              {one.state === "checked" ? "Check again" : "Check what would happen"}
            </Button>
          )}
          {can("apply") && (
            <Button icon={Play} tone="primary" busy={apply.isPending} onClick={begin}>
              {one.state === "cancelled" ? "Go on" : "Bring it in"}
            </Button>
          )}
          {can("undo") && (
            <Button
              icon={Undo2}
              busy={undo.isPending}
              onClick={() => window.confirm("Take back all that this import made? What somebody changed since stays.") && undo.mutate(id)}
            >
              Undo
            </Button>
          )}
          {can("delete") && (
            <Button icon={Trash2} tone="quiet" busy={remove.isPending} onClick={() => remove.mutate(id)}>
              Delete
            </Button>
          )}
        </>
      }
    >
      <div className="space-y-3">
        {one.problem && <Notice tone="crit">{one.problem}</Notice>}
        {missing.length > 0 && one.state === "mapping" && (
          <Notice tone="warn">
            {missing.includes("record_kind") ? "Say below what the records are." : `No column brings ${missing.join(", ")}. Without it no row can be taken.`}
          </Notice>
        )}
        {one.missing_fields.includes("date_order") && one.state === "mapping" && <DayOrMonth one={one} />}
        {one.state === "checked" && Number(one.unanswered_values) > 0 && (
          <Notice tone="warn">
            {counted(Number(one.unanswered_values), "word of the other system has", "words of the other system have")} none of ours yet. Say
            below which, and check again.
          </Notice>
        )}
        <Facts
          rows={[
            ["State", stateOf(one.state)],
            ["File", `${bytes(Number(one.size_bytes), 1024)}, uploaded by ${one.created_by}, ${exactTime(one.created_at_unix_ms)}`],
            ...(one.reason ? ([["Taken for", one.reason]] as const) : []),
            ...(one.product ? ([["From", [productOf(one.product), one.record_kind && kindOf(one.record_kind)].filter(Boolean).join(": ")]] as const) : []),
            ["Rows", one.state === "checked" ? `${outcomeWords(one)}, if it is brought in` : outcomeWords(one)],
          ]}
        />
      </div>
    </Section>
  );
}

function Progress({ one }: { one: Import }) {
  const cancel = useChange(methods.cancelImport, touched, { onError: (error) => sayProblem("It was not stopped.", error) });
  const part = progressOf(one);
  const done = Number(one.done_rows);
  return (
    <div className="flex items-end gap-3" aria-live="polite">
      <div className="min-w-0 flex-1">
        <div className="mb-1 flex flex-wrap justify-between gap-x-3 text-dim">
          <span>{stateOf(one.state)}</span>
          <span>
            {one.state === "reading"
              ? `${bytes(Number(one.read_bytes), 1024)} of ${bytes(Number(one.size_bytes), 1024)}, ${counted(done, "row", "rows")}`
              : `${count(done)} of ${counted(Number(one.rows), "row", "rows")}`}
          </span>
        </div>
        <Bar label={stateOf(one.state)} part={part} />
      </div>
      {one.allowed_actions.includes("cancel") && (
        <Button icon={Ban} busy={cancel.isPending} onClick={() => cancel.mutate({ import_id: one.import_id })}>
          Stop
        </Button>
      )}
    </div>
  );
}
