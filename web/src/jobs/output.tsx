// What a job, or a run of a policy, wrote on one machine, followed while it writes. Text only: nothing of it is ever markup.
import { useEffect, useRef, useState } from "react";
import { call, methods } from "@/api/client";
import type { JobOutput, JobTarget, PolicyRun } from "@/api/generated/schema";
import { Button } from "@/ui/button";
import { CopyButton } from "@/ui/copy";
import { saveBytes } from "@/ui/csv";
import { ProblemLine } from "@/ui/empty";
import { isRunning } from "./job_words";
import { nothingRead, plainText, withAnswer, type Read } from "./output_text";

const most = 200_000;
const pauseMs = 2000;
const pagesAtOnce = 8;

/// Whose output: `id` is another for another, `read` asks for what comes after an offset.
export interface OutputOf {
  id: string;
  name: string; // of the machine
  running: boolean;
  read: (offset: string, signal: AbortSignal) => Promise<JobOutput>;
  result?: string; // the machine's signed result, base64
}

export const outputOfTarget = (jobId: string, target: JobTarget): OutputOf => ({
  id: `${jobId} ${target.device_id}`,
  name: target.device_name,
  running: isRunning(target),
  read: (offset, signal) => call(methods.getJobOutput, { job_id: jobId, device_id: target.device_id, offset }, { signal }),
  result: target.result,
});

export const outputOfRun = (run: PolicyRun): OutputOf => ({
  id: run.run_id,
  name: run.device_name,
  running: isRunning(run),
  read: (offset, signal) => call(methods.getPolicyRunOutput, { policy_id: run.policy_id, run_id: run.run_id, offset }, { signal }),
});

interface Sealed {
  bytes: string; // base64; all that came so far
  complete: boolean;
}

function useOutput(of: OutputOf) {
  const [read, setRead] = useState<Read>(nothingRead);
  const [sealed, setSealed] = useState<Sealed>();
  const [error, setError] = useState<unknown>();
  const [paused, setPaused] = useState(false);
  const [turn, setTurn] = useState(0);
  const { id, running } = of;
  const asking = useRef(of.read);
  useEffect(() => {
    asking.current = of.read;
  });
  const next = useRef("0");
  useEffect(() => {
    const aborter = new AbortController();
    let timer = 0;
    const ask = async () => {
      try {
        for (let page = 0; page < pagesAtOnce; page += 1) {
          const offset = next.current;
          const answer = await asking.current(offset, aborter.signal);
          if (aborter.signal.aborted) return;
          setError(undefined);
          setSealed(answer.is_sealed ? { bytes: answer.sealed, complete: answer.complete } : undefined);
          if (!answer.is_sealed) next.current = answer.next_offset; // sealed, it is one piece: read whole each time
          setRead((before) => withAnswer(before, answer, most));
          if (answer.is_sealed || answer.complete) return;
          if (answer.next_offset === offset) break;
          if (page === pagesAtOnce - 1) return setPaused(true);
        }
        if (running) timer = window.setTimeout(() => void ask(), pauseMs);
      } catch (failure) {
        if (aborter.signal.aborted) return;
        setError(failure);
        if (running) timer = window.setTimeout(() => void ask(), pauseMs);
      }
    };
    void ask();
    return () => {
      aborter.abort();
      window.clearTimeout(timer);
    };
  }, [id, running, turn]);
  const more = () => {
    setPaused(false);
    setTurn(turn + 1);
  };
  return { read, sealed, error, paused, more };
}

export function Output({ of }: { of: OutputOf }) {
  const { read, sealed, error, paused, more } = useOutput(of);
  const box = useRef<HTMLPreElement>(null);
  const follows = useRef(true);
  const text = plainText(read.text);
  useEffect(() => {
    const node = box.current;
    if (node && follows.current) node.scrollTop = node.scrollHeight;
  }, [text]);
  const { running } = of;
  if (sealed) return <SealedOutput of={of} sealed={sealed} />;
  return (
    <div className="space-y-2">
      {Boolean(error) && <ProblemLine error={error} />}
      {read.skipped && <p className="text-xs text-dim">Only the end of a long output is shown.</p>}
      {text ? (
        <pre
          ref={box}
          data-scrolls
          tabIndex={0}
          role="log"
          aria-label={`Output of ${of.name}`}
          onScroll={({ currentTarget }) => {
            follows.current = currentTarget.scrollHeight - currentTarget.scrollTop - currentTarget.clientHeight < 24;
          }}
          className="mono scroll-thin max-h-96 overflow-auto rounded-md border border-line bg-panel px-3 py-2 break-all whitespace-pre-wrap"
        >
          {text}
        </pre>
      ) : (
        <p className="text-dim">{running ? "It wrote nothing yet." : "It wrote nothing, or nothing came from it."}</p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        {paused && <Button onClick={more}>Read on</Button>}
        {text && <CopyButton text={text} label="Copy the output" />}
        {running && !read.complete && <span className="text-xs text-dim">It is still running; what it writes appears here.</span>}
      </div>
    </div>
  );
}

const fileName = (name: string, ending: string) => `${name.replaceAll(/[^\w.-]/g, "_")}.${ending}`;

/// Closed for this server: who may open it takes both files to where the key is.
function SealedOutput({ of, sealed }: { of: OutputOf; sealed: Sealed }) {
  const { name, result } = of;
  const output = fileName(name, "output"), signed = fileName(name, "result");
  return (
    <div className="space-y-2">
      <p className="text-dim">What it wrote is sealed to the persons who may sign such a job; this server cannot read it.</p>
      {sealed.bytes && sealed.complete ? (
        <>
          <div className="flex flex-wrap items-center gap-2">
            <Button onClick={() => saveBytes(output, sealed.bytes)}>Save it sealed</Button>
            {result && <Button onClick={() => saveBytes(signed, result)}>Save the machine's signed result</Button>}
          </div>
          <p className="flex flex-wrap items-center gap-2 text-xs text-dim">
            Open both where your key is: <code className="mono">{openLine(output, result ? signed : undefined)}</code>
            <CopyButton text={openLine(output, result ? signed : undefined)} label="Copy the command" />
          </p>
        </>
      ) : (
        <p className="text-xs text-dim">
          {of.running ? "It comes whole when the machine is done." : "It wrote nothing, or not all of it has come from the machine."}
        </p>
      )}
    </div>
  );
}

const openLine = (output: string, result?: string) => `steward-sign open ${output} --key daily${result ? ` --result ${result}` : ""} --out opened`;
