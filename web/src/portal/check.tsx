// "Check us": what was done with power on this client's side, and how to verify it without believing us.
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { methods } from "@/api/client";
import { useApiPages } from "@/api/query";
import { fileName, saveExport, tool, toolChecksum } from "@/accountability/export_file";
import { Button, buttonClass } from "@/ui/button";
import { More } from "@/ui/more";
import { CopyLine } from "@/ui/copy";
import { Failed, Loading, NotAllowed, ProblemLine } from "@/ui/empty";
import { words } from "@/ui/format";
import { Moment } from "@/ui/time";
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
                  {entry.details
                    .filter((detail) => detail.value)
                    .slice(0, 3)
                    .map((detail) => (
                      <span key={detail.name} className="min-w-0 break-words">
                        {words(detail.name)}: {detail.value}
                      </span>
                    ))}
                </span>
              </Row>
            ))}
          </Rows>
        )}
        <More of={query} className="mt-3 h-11 w-full">Show older ones</More>
      </Block>
    </>
  );
}

function HowTo({ client }: { client: string }) {
  const name = usePortal().data?.client_name ?? "";
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
          <code className="mono mt-1.5 block overflow-x-auto rounded-md bg-panel px-3 py-2 text-sm">
            ./steward-verify {fileName(name)}.steward-log
          </code>
        </li>
      </ol>
      <p className="mt-2 text-sm text-dim">
        Beside your own entries the file holds that and when we did something at our own side, without the words: ask us for those.
      </p>
    </Block>
  );
}
