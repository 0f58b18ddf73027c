// Settings: files that were brought in from other systems, and our own records as a file.
import { useEffect, useRef, useState } from "react";
import { Link, useNavigate } from "@tanstack/react-router";
import { Ban, Download, FileUp, PackageOpen } from "lucide-react";
import { methods } from "@/api/client";
import { useLive } from "@/api/live";
import { useApi, useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { bytes, count } from "@/ui/format";
import { Notice, Page, Section, Table } from "@/ui/panel";
import { Chip } from "@/ui/status";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { say, sayProblem } from "@/ui/toast";
import { Bar } from "./bar";
import { isBusy, kindOf, outcomeWords, productOf, stateOf } from "./import_words";
import { uploadImport } from "./upload";

const mostBytes = 512 * 2 ** 20;

export default function ImportsPage() {
  useTitle("Imports");
  return (
    <Page>
      <Imports />
      <Exports />
    </Page>
  );
}

function Imports() {
  const query = useApi(methods.listImports, { page_size: 100 }, { refetchInterval: 15_000 });
  useLive("import", () => void query.refetch());
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const [done, setDone] = useState<number>();
  const stop = useRef<AbortController>(undefined);
  // Whoever goes to another page is not brought here when it ends.
  useEffect(() => () => stop.current?.abort(), []);
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > mostBytes) {
      sayProblem("This file was not uploaded.", new Error(`It has ${bytes(file.size, 1024)}; one import takes at most 512 MiB. Split it.`));
      return;
    }
    setDone(0);
    const stopped = (stop.current = new AbortController());
    try {
      const uploaded = await uploadImport(file, setDone, stopped.signal);
      await navigate({ to: "/settings/imports/$import_id", params: { import_id: uploaded.import_id } });
    } catch (error) {
      if (stopped.signal.aborted) say("The upload was stopped; nothing of it was kept.");
      else sayProblem("The file was not uploaded.", error);
    }
    setDone(undefined);
  };
  if (query.isError && !query.data) return <Failed what="the imports" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading what="the imports" />;
  const imports = query.data.imports;
  const choose = (
    <Button tone="primary" icon={FileUp} busy={done !== undefined} onClick={() => input.current?.click()}>
      Import a file
    </Button>
  );
  return (
    <Section title="Imports" aside={imports.length > 0 && choose}>
      <input
        ref={input}
        type="file"
        className="sr-only"
        tabIndex={-1}
        aria-label="File to import"
        accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson"
        onChange={(event) => {
          void take(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      {done !== undefined && (
        <div className="mb-4 flex items-end gap-3" aria-live="polite">
          <div className="min-w-0 flex-1">
            <p className="mb-1 text-dim">Is being uploaded, {Math.round(done * 100)} %. Stay on this page until it is here.</p>
            <Bar label="Upload" part={done} />
          </div>
          <Button icon={Ban} onClick={() => stop.current?.abort()}>
            Stop
          </Button>
        </div>
      )}
      {imports.length === 0 ? (
        <NoneYet title="Nothing was brought in yet." icon={FileUp}>
          <p>
            Clients, people, tickets with their conversation and time of another system: CSV or JSON lines, also as Autotask, HaloPSA and
            ConnectWise write them. First you see what would happen; nothing is changed until you say so, and it can be undone.
          </p>
          {choose}
        </NoneYet>
      ) : (
        <Table label="Imports" head={["File", "State", "From", "Rows", "By", "When"]}>
          {imports.map((one) => (
            <tr key={one.import_id}>
              <td className="min-w-40 font-medium">
                <Link to="/settings/imports/$import_id" params={{ import_id: one.import_id }} className="link">
                  {one.name}
                </Link>
              </td>
              <td className="whitespace-nowrap">
                <Chip tone={isBusy(one.state) ? "bg-warn-bg text-warn" : one.state === "refused" ? "bg-crit-bg text-crit" : undefined}>
                  {stateOf(one.state)}
                </Chip>
              </td>
              <td className="whitespace-nowrap">
                {one.product ? productOf(one.product) : ""} {one.record_kind && <span className="text-dim">{kindOf(one.record_kind)}</span>}
              </td>
              <td className="min-w-40">{outcomeWords(one)}</td>
              <td className="whitespace-nowrap">{one.created_by}</td>
              <td className="whitespace-nowrap">
                <Moment at={one.created_at_unix_ms} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}

function Exports() {
  const query = useApi(methods.listExports, { page_size: 20 }, { refetchInterval: 15_000 });
  useLive("import", () => void query.refetch());
  const create = useChange(methods.createExport, [methods.listExports], { onError: (error) => sayProblem("No export was begun.", error) });
  const exports = query.data?.exports ?? [];
  return (
    <Section
      title="Exports"
      aside={
        <Button icon={PackageOpen} busy={create.isPending} onClick={() => create.mutate({ record_kinds: [] })}>
          Export all records
        </Button>
      }
    >
      {exports.length === 0 ? (
        <p className="text-dim">
          All clients, sites, people, tickets, messages and time entries as JSON lines. The same file can be imported again, here or in
          another installation.
        </p>
      ) : (
        <Table label="Exports" head={["When", "Records", "Size", "By", ""]}>
          {exports.map((one) => (
            <tr key={one.export_id}>
              <td className="whitespace-nowrap">
                <Moment at={one.created_at_unix_ms} />
              </td>
              <td>{count(Number(one.rows))}</td>
              <td className="whitespace-nowrap">{bytes(Number(one.size_bytes), 1024)}</td>
              <td className="whitespace-nowrap">{one.created_by}</td>
              <td className="text-right">
                {one.state === "done" && (
                  <a href={`/api/v1/exports/${one.export_id}/content`} download className="link inline-flex items-center gap-1 coarse:h-11">
                    <Download size={14} aria-hidden /> Download
                  </a>
                )}
                {one.state === "writing" && <span className="text-dim">is being written</span>}
              </td>
            </tr>
          ))}
        </Table>
      )}
      {exports.some((one) => one.problem) && <Notice tone="crit">{exports.find((one) => one.problem)?.problem}</Notice>}
    </Section>
  );
}
