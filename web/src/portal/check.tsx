// "Check us": what was done with power on this client's side, and how to verify it without believing us.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { methods } from "@/api/client";
import type { LogDetail } from "@/api/generated/schema";
import { useApiPages } from "@/api/query";
import { fileName, saveExport, tool, toolChecksum } from "@/accountability/export_file";
import { Button, buttonClass } from "@/ui/button";
import { More } from "@/ui/more";
import { CopyLine } from "@/ui/copy";
import { Failed, Loading, NotAllowed, ProblemLine } from "@/ui/empty";
import { Moment } from "@/ui/time";
import { detailName, sortedDetails } from "./log_details";
import { usePortal } from "./look";
import { Block, Heading, Quiet, Row, Rows } from "./parts";
import { useMe } from "./who";

export default function Check() {
  const me = useMe();
  const may = me.may("log.read");
  const query = useApiPages(
    methods.listLogEntries,
    { filter: "-kind:tenant_head", order_by: "-number", page_size: 50 },
    (answer) => answer.entries,
    { enabled: may },
  );
  if (!may) return <NotAllowed what="this page" />;
  return (
    <>
      <Heading title="Check us" />
      <p className="mb-5 max-w-prose">
        Whatever we do with power over your machines or your data is written into a log. Take it with you now and then and check it on
        a machine of your own: whoever keeps an earlier copy sees when anything before it was changed or left out.
      </p>
      <HowTo client={me.client} />
      <Block title="What was done">
        {query.isError && <Failed what="the entries" error={query.error} retry={() => void query.refetch()} />}
        {query.isPending && <Loading what="the entries" />}
        {query.isSuccess && query.rows.length === 0 && <Quiet>Nothing was done yet that is written down here.</Quiet>}
        {query.rows.length > 0 && (
          <Rows>
            {query.rows.map((entry) => (
              <Row key={entry.number}>
                <span className="block font-medium break-words">{entry.words}</span>
                <span className="flex flex-wrap gap-x-3 text-sm text-dim">
                  <Moment at={entry.at_unix_ms} />
                  <span>no. {entry.seq}</span>
                  {entry.is_erased && <span>the words were erased</span>}
                </span>
                <Details details={entry.details} />
              </Row>
            ))}
          </Rows>
        )}
        <More of={query} className="mt-3 h-11 w-full">Show older ones</More>
      </Block>
    </>
  );
}

function Details({ details }: { details: readonly LogDetail[] }) {
  const { first, rest } = sortedDetails(details);
  return (
    <>
      {first.length > 0 && (
        <span className="flex flex-wrap gap-x-3 text-sm">
          {first.map((detail) => (
            <span key={detail.name} className="min-w-0 break-words">
              <span className="text-dim">{detailName(detail.name)}:</span> {detail.value}
            </span>
          ))}
        </span>
      )}
      {rest.length > 0 && (
        <details className="text-sm text-dim">
          <summary className="inline-flex min-h-6 cursor-pointer items-center underline">More of it</summary>
          <dl>
            {rest.map((detail) => (
              <div key={detail.name} className="break-words">
                <dt className="inline">{detailName(detail.name)}: </dt>
                <dd className="inline [overflow-wrap:anywhere]">{detail.value}</dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </>
  );
}

function Commands({ of }: { of: readonly (readonly [string, string])[] }) {
  return (
    <div className="mt-1.5 space-y-1">
      {of.map(([text, label]) => (
        <CopyLine key={text} text={text} label={label} />
      ))}
    </div>
  );
}

function HowTo({ client }: { client: string }) {
  const name = usePortal().data?.client_name ?? "";
  const file = fileName(name);
  const checksum = useQuery({ queryKey: ["steward-verify"], queryFn: toolChecksum, staleTime: Infinity, retry: false }).data ?? "";
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const save = () => {
    setBusy(true);
    setProblem(null);
    saveExport(client, name)
      .catch(setProblem)
      .finally(() => setBusy(false));
  };
  return (
    <Block title="Check it yourself">
      <ol className="list-decimal space-y-3 rounded-xl border border-line py-4 pr-4 pl-9">
        <li>
          <span className="mb-1.5 block">Save your log.</span>
          <Button icon={Download} className="h-11 px-4" busy={busy} onClick={save}>
            Save the log
          </Button>
          {problem !== null && <ProblemLine error={problem} />}
        </li>
        <li>
          <span className="mb-1.5 block">Get the tool that checks it. It needs no network and knows nothing of our server.</span>
          {checksum ? (
            <>
              <a href={tool} download className={buttonClass("plain", "h-11 px-4")}>
                <Download size={16} aria-hidden />
                steward-verify (Linux)
              </a>
              <span className="mt-2 block text-sm text-dim">SHA-256, to compare with the one of its release:</span>
              <CopyLine text={checksum} label="the checksum" />
            </>
          ) : (
            <span className="text-dim">This server does not offer it. Ask your provider, or take it from the release.</span>
          )}
        </li>
        <li>
          Run it on the saved file. It says in one sentence whether anything is missing or was changed.
          <Commands
            of={[
              ["chmod +x steward-verify", "the command that makes it a program"],
              [`./steward-verify ${file}.steward-log`, "the command that checks"],
            ]}
          />
        </li>
        <li>
          Ask one of your own machines whether this is your log, and the one that it sees. There, as its administrator:
          <Commands
            of={[
              ["sudo steward-agent gate", "the command that prints your number"],
              [`sudo steward-gate head ${file}.head`, "the command that writes the head"],
              [`sudo steward-gate log --proofs ${file}.proofs`, "the command that writes the proofs"],
            ]}
          />
          <span className="mt-1.5 block">
            The first one prints your number behind the word <code className="mono">client</code>: put it in the place of NUMBER. Save the log once more
            after that, carry the two files beside it, and compare:
          </span>
          <Commands
            of={[[`./steward-verify ${file}.steward-log --client NUMBER --head ${file}.head --proofs ${file}.proofs`, "the command that compares"]]}
          />
          <span className="mt-1.5 block text-sm text-dim">
            The name in the answer is only what we call you; the number is part of every entry. The answer holds when the tool ends with 0
            (<code className="mono">echo $?</code>).
          </span>
        </li>
      </ol>
      <p className="mt-2 text-sm text-dim">
        Beside your own entries the file holds that and when we did something at our own side, without the words: ask us for those.
      </p>
    </Block>
  );
}
