// One restore test: what came of it, what was checked, what was not, and who signed it.
import { useState, type ReactNode } from "react";
import { Link, useParams } from "@tanstack/react-router";
import { FileCheck2, FileCode2, PenLine } from "lucide-react";
import { call, methods } from "@/api/client";
import type { RestoreTest } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { download, saveBytes } from "@/ui/csv";
import { FormDialog } from "@/ui/dialog";
import { Failed, Loading } from "@/ui/empty";
import { TextArea } from "@/ui/field";
import { bytes, count } from "@/ui/format";
import { Facts, Page, Section, Table } from "@/ui/panel";
import { Chip, State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { say, sayProblem } from "@/ui/toast";
import { chosenLabel, everyMinute, levelLabel, testMark, tookWords, touchedByTest, verdictMark } from "./test_words";

type Doing = "sign" | "cancel" | "inconclusive";

export default function TestPage() {
  const { test_id } = useParams({ strict: false });
  const query = useApi(methods.getRestoreTest, { test_id: test_id ?? "" }, { refetchInterval: everyMinute });
  useTitle(query.data ? `Restore test of ${query.data.item_name}` : "Restore test");
  if (!query.data)
    return query.isError ? <Failed what="the test" error={query.error} retry={() => void query.refetch()} /> : <Loading what="the test" rows={10} />;
  return (
    <div className="@container h-full">
      <Page>
        <Shown test={query.data} />
      </Page>
    </div>
  );
}

function Shown({ test }: { test: RestoreTest }) {
  const [doing, setDoing] = useState<Doing>();
  const may = (action: string) => test.allowed_actions.includes(action);
  return (
    <>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-72">
          <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
            <h2 className="min-w-0 text-lg font-semibold break-words">Restore test of {test.item_name}</h2>
            <State {...testMark(test)} className="font-medium" />
            <Chip>{levelLabel(test.level)}</Chip>
            {test.criticality && <Chip>{test.criticality}</Chip>}
          </div>
          <p className="mt-0.5 break-words">{test.state_text || test.waits_for}</p>
          {test.reason_code && <p className="mono mt-0.5 text-xs break-all text-dim">{test.reason_code}</p>}
        </div>
        <div className="no-print flex flex-wrap items-center gap-2">
          {test.is_signed && (
            <>
              <Button icon={FileCheck2} onClick={() => void saveCertificate(test, "pdf")}>
                Certificate
              </Button>
              <Button tone="quiet" icon={FileCode2} onClick={() => void saveCertificate(test, "page")}>
                Certificate as a page
              </Button>
            </>
          )}
          {may("sign") && (
            <Button icon={PenLine} tone="primary" onClick={() => setDoing("sign")}>
              Sign
            </Button>
          )}
          {may("cancel") && <Button onClick={() => setDoing("cancel")}>Cancel the test</Button>}
          {may("inconclusive") && <Button onClick={() => setDoing("inconclusive")}>It came to nothing</Button>}
        </div>
      </div>
      <div className="grid gap-6 @3xl:grid-cols-2">
        <Section title="What was restored">
          <Facts rows={restoredRows(test)} />
        </Section>
        <Section title="What it took">
          <Facts rows={measuredRows(test)} />
        </Section>
      </div>
      <Checks test={test} />
      {test.evidence && (
        <Section title="In the words of who carried it out">
          <p className="break-words whitespace-pre-wrap">{test.evidence}</p>
        </Section>
      )}
      {doing && <Act test={test} doing={doing} onClose={() => setDoing(undefined)} />}
    </>
  );
}

function Checks({ test }: { test: RestoreTest }) {
  return (
    <>
      <Section title="What was checked">
        {test.checks.length === 0 ? (
          <p className="text-dim">Nothing was checked{test.ended_at_unix_ms > 0 ? "" : " yet"}.</p>
        ) : (
          <Table label="What was checked" head={["Check", "Expected", "Found", "Looked at", "Result"]}>
            {test.checks.map((check, place) => (
              <tr key={place}>
                <td className="mono break-words">{check.name}</td>
                <td className="break-words">{check.expected}</td>
                <td className="break-words">
                  {check.found}
                  {check.words && <span className="block text-xs text-dim">{check.words}</span>}
                </td>
                <td className="tabular-nums">{count(Number(check.objects))}</td>
                <td>
                  <State {...verdictMark(check.verdict)} />
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Section>
      <Section title="What was not checked">
        {test.not_covered.length > 0 ? (
          <ul className="list-disc space-y-1 pl-5">
            {test.not_covered.map((text) => (
              <li key={text} className="break-words">
                {text}
              </li>
            ))}
          </ul>
        ) : (
          <p className="text-dim">Nothing was said of this: do not conclude that everything was checked.</p>
        )}
      </Section>
    </>
  );
}

type Rows = (readonly [string, ReactNode])[];

function restoredRows(test: RestoreTest): Rows {
  const rows: Rows = [
    [
      "Item",
      <Link key="i" to="/backups/items/$item_id" params={{ item_id: test.item_id }} className="link">
        {test.item_name}
      </Link>,
    ],
    ["Client", test.client_name],
    ["Backup", test.backup_plan_label],
  ];
  if (test.point) rows.push(["Recovery point", `${test.point}, ${chosenLabel(test.how_chosen)}`]);
  if (test.content_at_unix_ms > 0) rows.push(["Its data is of", <Moment key="c" at={test.content_at_unix_ms} />]);
  if (test.device_name || test.environment) rows.push(["Where", test.device_name || test.environment]);
  if (test.repository) rows.push(["Repository there", test.repository]);
  if (test.engine) rows.push(["Restored with", `${test.engine} ${test.engine_version}`.trim()]);
  rows.push(["By", test.by_hand ? `${test.carried_out_by}, by hand` : test.carried_out_by]);
  if (test.witnessed_by) rows.push(["Witnessed by", test.witnessed_by]);
  if (test.is_signed)
    rows.push([
      "Signed",
      <span key="s">
        {test.signed_by}, <Moment at={test.signed_at_unix_ms} />
        {test.signed_note && <span className="block break-words">{test.signed_note}</span>}
      </span>,
    ]);
  if (test.ticket_id)
    rows.push([
      "Ticket",
      <Link key="t" to="/tickets/$ticket_id" params={{ ticket_id: test.ticket_id }} className="link">
        What it found
      </Link>,
    ]);
  return rows;
}

const against = (achieved: string | undefined, agreed: string) =>
  achieved === undefined
    ? "not measured"
    : `${tookWords(Number(achieved))}${Number(agreed) > 0 ? `; ${tookWords(Number(agreed))} agreed` : "; nothing agreed"}`;

function measuredRows(test: RestoreTest): Rows {
  const rows: Rows = [
    ["Until it was there (RTO)", against(test.achieved_rto_s, test.rto_s)],
    ["Would have been lost (RPO)", against(test.achieved_rpo_s, test.rpo_s)],
  ];
  if (test.ended_at_unix_ms > 0) rows.push(["Ended", <Moment key="e" at={test.ended_at_unix_ms} />]);
  else rows.push(["Planned", <Moment key="p" at={test.planned_at_unix_ms} />], ["Due", <Moment key="d" at={test.due_at_unix_ms} />]);
  if (Number(test.restored_files) > 0) rows.push(["Restored", `${count(Number(test.restored_files))} files, ${bytes(Number(test.restored_bytes))}`]);
  else if (Number(test.restored_bytes) > 0) rows.push(["Restored", bytes(Number(test.restored_bytes))]);
  if (test.prover) rows.push(["Left on the host", test.wiped ? "nothing" : "something: look there"]);
  if (test.seed)
    rows.push([
      "Seed of the draw",
      <span key="x" className="mono text-xs break-all">
        {test.seed}
      </span>,
    ]);
  if (Number(test.points_seen) > 0) rows.push(["Recovery points seen", count(Number(test.points_seen))]);
  return rows;
}

/// Both are files: a page that this console opened itself would stand under its rules, which let no page bring its own look.
async function saveCertificate(test: RestoreTest, format: "pdf" | "page") {
  try {
    const { pdf, html, file_name } = await call(methods.getRestoreCertificate, { test_id: test.test_id, format });
    if (format === "pdf") saveBytes(file_name, pdf);
    else download(file_name, "text/html;charset=utf-8", html);
  } catch (error) {
    sayProblem("The certificate was not made.", error);
  }
}

const acts: Record<Doing, { title: string; about: string; submit: string; label: string; isNeeded: boolean }> = {
  sign: {
    title: "Sign this test",
    about: "You say that you looked at its record and that it shows what it says. Whoever carried it out cannot sign it.",
    submit: "Sign",
    label: "Note",
    isNeeded: false,
  },
  cancel: { title: "Cancel this test", about: "It has not begun. What is due stays due.", submit: "Cancel the test", label: "Why", isNeeded: true },
  inconclusive: {
    title: "It came to nothing",
    about: "It proves nothing, and is repeated within seven days.",
    submit: "End it",
    label: "Why",
    isNeeded: true,
  },
};

function Act({ test, doing, onClose }: { test: RestoreTest; doing: Doing; onClose: () => void }) {
  const [text, setText] = useState("");
  const done = {
    etag: test.etag,
    onSuccess: () => {
      say("Done.");
      onClose();
    },
  };
  const sign = useChange(methods.signRestoreTest, touchedByTest, done);
  const cancel = useChange(methods.cancelRestoreTest, touchedByTest, done);
  const end = useChange(methods.endRestoreTest, touchedByTest, done);
  const change = doing === "sign" ? sign : doing === "cancel" ? cancel : end;
  const { title, about, submit, label, isNeeded } = acts[doing];
  const send = () => {
    if (doing === "sign") sign.mutate({ test_id: test.test_id, note: text.trim() });
    else if (doing === "cancel") cancel.mutate({ test_id: test.test_id, reason: text.trim() });
    else end.mutate({ test_id: test.test_id, reason: text.trim() });
  };
  return (
    <FormDialog
      title={title}
      description={about}
      submit={submit}
      onSubmit={send}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
      disabled={isNeeded && text.trim().length < 10}
    >
      <TextArea
        label={label}
        rows={3}
        maxLength={1000}
        value={text}
        help={isNeeded ? "Ten characters or more." : undefined}
        onChange={(event) => setText(event.target.value)}
        autoFocus
      />
    </FormDialog>
  );
}
