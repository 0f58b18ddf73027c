// One script: its text, who wrote and who reviewed it, its versions and what each changed.
import { useState } from "react";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { methods } from "@/api/client";
import type { Script, ScriptVersion } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { Failed, Loading } from "@/ui/empty";
import { useKeys, type KeyBinding } from "@/ui/keys";
import { Facts, Page, Section, Table } from "@/ui/panel";
import { Chip, State } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { say } from "@/ui/toast";
import { limitWords } from "./job_words";
import { NumberedText } from "./numbered_text";
import { ScriptForm } from "./script_form";
import { readsScript, runWords, scriptMark, testWords, touchedByScript } from "./script_words";
import { VersionDifference } from "./version_difference";

export default function ScriptPage() {
  const { script_id } = useParams({ strict: false });
  const query = useApi(methods.getScript, { script_id: script_id ?? "" });
  useTitle(
    query.data?.name ?? "Script",
    <Link to="/scripts" className="whitespace-nowrap text-dim hover:text-ink max-sm:hidden">
      Scripts /
    </Link>,
  );
  if (!query.data)
    return query.isError ? <Failed what="the script" error={query.error} retry={() => void query.refetch()} /> : <Loading what="the script" />;
  return (
    <Page narrow>
      <Shown script={query.data} />
    </Page>
  );
}

type Asked = "edit" | "review" | "retire";

function Shown({ script }: { script: Script }) {
  const navigate = useNavigate();
  const [asking, setAsking] = useState<Asked>();
  const may = (action: string) => script.allowed_actions.includes(action);
  const mayRun = useMay("job.write") && may("run");
  const run = () => void navigate({ to: "/jobs/new", search: { script: script.script_id } });
  const acts: { label: string; keys: string; run: () => void }[] = [
    ...(may("review") ? [{ label: "Review", keys: "a", run: () => setAsking("review") }] : []),
    ...(mayRun ? [{ label: "Run it", keys: "r", run }] : []),
    ...(may("edit") ? [{ label: "Change", keys: "e", run: () => setAsking("edit") }] : []),
    ...(may("retire") ? [{ label: "Retire", keys: "", run: () => setAsking("retire") }] : []),
  ];
  useKeys(acts.filter((act) => act.keys).map(({ keys, label, run }): KeyBinding => ({ keys, label, run, group: "Script" })));
  const close = () => setAsking(undefined);
  const newest = script.versions.find((one) => one.version === script.version);
  return (
    <>
      <div>
        <p className="flex flex-wrap items-center gap-2 text-dim">
          <State {...scriptMark(script)} />
          <Chip>Version {script.version}</Chip>
        </p>
        <h2 className="mt-1 text-lg leading-7 font-semibold break-words">{script.name}</h2>
        {script.about && <p className="mt-1 break-words">{script.about}</p>}
        {script.state === "written" && (
          <p className="mt-1 text-dim">
            {may("review")
              ? "Nobody has reviewed it yet. Whoever wrote it may, only where nobody else here does."
              : `Somebody other than ${script.author || "its author"} has to review it.`}
          </p>
        )}
      </div>
      {acts.length > 0 && (
        <div className="no-print flex flex-wrap gap-2">
          {acts.map((act, place) => (
            <Button key={act.label} tone={place === 0 ? "primary" : "plain"} keys={act.keys || undefined} onClick={act.run}>
              {act.label}
            </Button>
          ))}
        </div>
      )}
      <Facts
        rows={[
          [
            "Run by",
            <code key="i" className="mono">
              {script.interpreter}
            </code>,
          ],
          ["On", script.operating_system || "any system"],
          ["At most", limitWords(Number(script.timeout_s) || 600)],
          [
            "Written by",
            <span key="w">
              {script.author}, <Ago at={script.changed_at_unix_ms} />
            </span>,
          ],
          [
            "Reviewed by",
            script.reviewer ? (
              <span key="r">
                {script.reviewer}, <Ago at={script.reviewed_at_unix_ms} />
              </span>
            ) : (
              "nobody yet"
            ),
          ],
          ["This version", runWords(script)],
          ["Tests of it", newest ? <Tested key="t" version={newest} /> : "not tested"],
          [
            "SHA-256",
            <code key="d" className="mono break-all">
              {script.digest}
            </code>,
          ],
        ]}
      />
      <Parameters script={script} />
      <Section title="Text">
        <NumberedText text={script.text} label="Text of the script" />
      </Section>
      <Versions versions={script.versions} />
      {asking === "edit" && <ScriptForm script={script} onClose={close} />}
      {asking === "review" && <ReviewDialog script={script} onClose={close} />}
      {asking === "retire" && <RetireDialog script={script} onClose={close} />}
    </>
  );
}

function Tested({ version }: { version: ScriptVersion }) {
  return (
    <span>
      {testWords(version)}
      {version.tested_on > 0 && (
        <>
          , <Ago at={version.tested_at_unix_ms} />
        </>
      )}
    </span>
  );
}

function Parameters({ script }: { script: Script }) {
  if (script.parameters.length === 0) return null;
  return (
    <Section title="What it asks for">
      <Table label="Parameters" head={["", "Name", "What it means", "Usually"].map((title, place) => (place === 0 ? "Place" : title))}>
        {script.parameters.map((one, place) => (
          <tr key={one.name}>
            <td className="mono">${place + 1}</td>
            <td className="font-medium">
              {one.name} {one.required && <Chip>has to be given</Chip>}
            </td>
            <td>
              {one.about}
              {one.choices.length > 0 && <span className="block text-xs text-dim">{one.choices.join(", ")}</span>}
            </td>
            <td>{one.default_value ? <code className="mono break-all">{one.default_value}</code> : <span className="text-dim">nothing</span>}</td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

function Versions({ versions }: { versions: readonly ScriptVersion[] }) {
  const [open, setOpen] = useState(0);
  const newest = versions.toSorted((a, b) => b.version - a.version);
  return (
    <Section title="Versions">
      <ol className="space-y-3">
        {newest.map((one) => (
          <li key={one.version}>
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <button
                type="button"
                className="link in-row"
                aria-expanded={open === one.version}
                onClick={() => setOpen(open === one.version ? 0 : one.version)}
              >
                Version {one.version}: what it changed
              </button>
              <span className="text-dim">
                {one.author}, <Moment at={one.at_unix_ms} />
                {one.reviewer ? `; reviewed by ${one.reviewer}` : "; not reviewed"}; <Tested version={one} />
              </span>
            </div>
            {one.note && <p className="break-words">{one.note}</p>}
            <p className="mono text-xs break-all text-dim">{one.digest}</p>
            {open === one.version && (
              <div className="mt-2">
                <VersionDifference before={versions.find((other) => other.version === one.version - 1)} after={one} />
              </div>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}

function ReviewDialog({ script: now, onClose }: { script: Script; onClose: () => void }) {
  const [script] = useState(now); // what is signed for is the text that was read, also when a newer one comes meanwhile
  const newest = script.versions.find((one) => one.version === script.version);
  const review = useChange(methods.reviewScript, touchedByScript, {
    etag: script.etag, // also what it is run by and asks for
    reads: readsScript,
    onSuccess: () => {
      say("It is reviewed.");
      onClose();
    },
  });
  return (
    <FormDialog
      wide
      title={`Review version ${script.version}`}
      description="You say that you read this text and that it is fit for machines of clients."
      submit="It is fit for use"
      onSubmit={() => review.mutate({ script_id: script.script_id, digest: script.digest })}
      onClose={onClose}
      busy={review.isPending}
      error={review.error}
    >
      {newest && (
        <p className="text-dim">
          This version is <Tested version={newest} />.
        </p>
      )}
      {newest && script.version > 1 && (
        <VersionDifference before={script.versions.find((one) => one.version === script.version - 1)} after={newest} />
      )}
      <NumberedText text={script.text} label="Text to be reviewed" />
    </FormDialog>
  );
}

function RetireDialog({ script, onClose }: { script: Script; onClose: () => void }) {
  const retire = useChange(methods.retireScript, touchedByScript, {
    reads: readsScript,
    onSuccess: () => {
      say("No new job can use it.");
      onClose();
    },
  });
  return (
    <FormDialog
      title={`Retire ${script.name}?`}
      submit="Retire"
      tone="danger"
      onSubmit={() => retire.mutate({ script_id: script.script_id })}
      onClose={onClose}
      busy={retire.isPending}
      error={retire.error}
    >
      <p>No new job can use it. Jobs that are signed still run it, and its history stays.</p>
    </FormDialog>
  );
}
