// One policy beside the list: what it allows, when, how often, and what it ran.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { ChevronDown, ChevronRight, Play } from "lucide-react";
import { methods } from "@/api/client";
import type { Policy, PolicyItem, PolicyRun } from "@/api/generated/schema";
import { useApiPages } from "@/api/query";
import { Button } from "@/ui/button";
import { More } from "@/ui/more";
import { Failed, Loading } from "@/ui/empty";
import { bytes, count } from "@/ui/format";
import { useKeys } from "@/ui/keys";
import { Aside, Facts, Section } from "@/ui/panel";
import { Chip, State } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { besideMark, classLabel, isRunning, runMark } from "./job_words";
import { budgetWords, heldWords, isRunOpen, itemWords, policyMark, ranLatelyWords } from "./policy_words";
import { reachWords, ringWords, turnsWords, withoutMark, withoutWords } from "./policy_words";
import { Output, outputOfRun } from "./output";
import { RunItem } from "./run_item";
import { StateBefore, Stopped } from "./first_aid";
import { triggerWords, windowWords } from "./window_words";

const asked = 3000;
const first = 20;

export function PolicyAside({ policy, onClose }: { policy: Policy; onClose: () => void }) {
  const [running, setRunning] = useState(false);
  const mayRun = policy.allowed_actions.includes("run");
  useKeys([
    ...(mayRun ? [{ keys: "r", label: "Run an item of the policy", group: "Policy", run: () => setRunning(true) }] : []),
    { keys: "Escape", label: "Close the details", group: "Lists", run: onClose },
  ]);
  return (
    <Aside label="Policy" title={<span className="block truncate">{itemWords(policy) || "A policy"}</span>} onClose={onClose} wide>
      <div className="space-y-5 p-4">
        <div>
          <p className="flex flex-wrap items-center gap-2">
            <State {...policyMark(policy)} className="font-medium" />
            <Chip>{classLabel(policy.job_class)}</Chip>
            <Chip>Version {policy.version}</Chip>
          </p>
          {mayRun && (
            <Button className="no-print mt-2" tone="primary" icon={Play} keys="r" onClick={() => setRunning(true)}>
              Run an item
            </Button>
          )}
        </div>
        <Stopped policy={policy} />
        <Facts rows={factsOf(policy)} />
        <Section title="What may run">
          <ul className="space-y-1">
            {policy.items.map((item) => (
              <Item key={item.name} item={item} />
            ))}
          </ul>
        </Section>
        <StateBefore policy={policy} />
        <Without policy={policy} />
        <Runs policy={policy} />
      </div>
      {running && <RunItem policy={policy} onClose={() => setRunning(false)} />}
    </Aside>
  );
}

function factsOf(policy: Policy): [string, React.ReactNode][] {
  return [
    [
      "For",
      <span key="f">
        <Link to="/clients/$client_id" params={{ client_id: policy.client_id }} className="link">
          {policy.client_name}
        </Link>
        : {reachWords(policy)}
      </span>,
    ],
    ["Held by", heldWords(policy)],
    ["Begins", `${triggerWords(policy.trigger)}${policy.conditions.length > 0 ? `: ${policy.conditions.join(", ")}` : ""}`],
    ["Only", policy.windows.length > 0 ? <Windows key="w" windows={policy.windows} /> : "never: it names no window"],
    ...(policy.rings.length > 0
      ? [["Waits", <Rings key="r" policy={policy} />] as [string, React.ReactNode]]
      : []),
    ...(policy.at_once > 0 ? [["First aid", turnsWords(policy)] as [string, React.ReactNode]] : []),
    ["Budget", budgetWords(policy)],
    ["Ran", ranLatelyWords(policy)],
    ["Signed by", policy.signed_by.join(" and ") || "not known"],
    [
      "In force",
      <span key="i">
        <Moment at={policy.not_before_unix_ms} /> to <Moment at={policy.not_after_unix_ms} />
      </span>,
    ],
  ];
}

const Windows = ({ windows }: { windows: readonly string[] }) => (
  <>
    {windows.map((one) => (
      <span key={one} className="block first-letter:uppercase">
        {windowWords(one)}
      </span>
    ))}
  </>
);

const Rings = ({ policy }: { policy: Policy }) => (
  <>
    {policy.rings.map((one) => (
      <span key={one.ring} className="block">
        {ringWords(one)}
      </span>
    ))}
    <span className="block text-dim">
      after it was published <Moment at={policy.published_unix_ms} />; machines of no ring with the last
    </span>
  </>
);

function Item({ item }: { item: PolicyItem }) {
  return (
    <li className="break-words">
      <span className="font-medium">{item.name}</span>
      {item.parameters.length > 0 && (
        <span className="text-dim">
          {" "}
          with {item.parameters.map((one) => `${one.name}: ${one.choices.length > 0 ? one.choices.join(" or ") : one.about}`).join("; ")}
        </span>
      )}
    </li>
  );
}

/// Which machines should hold it and do not, and why: a policy that a machine refused is none there.
function Without({ policy }: { policy: Policy }) {
  if (policy.without.length === 0) return null;
  return (
    <Section title="Machines without it">
      <ul className="divide-y divide-line">
        {policy.without.map((one) => (
          <li key={one.device_id} className="py-2">
            <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
              <State {...withoutMark(one)} />
              <Link to="/devices/$device_id" params={{ device_id: one.device_id }} className="link">
                {one.device_name}
              </Link>
              {Number(one.answered_at_unix_ms) > 0 && <Ago at={one.answered_at_unix_ms} className="ml-auto text-dim" />}
            </p>
            <p className="text-xs break-words text-dim">{withoutWords(one.words)}</p>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Runs({ policy }: { policy: Policy }) {
  const [moves, setMoves] = useState(false);
  const query = useApiPages(methods.listPolicyRuns, { policy_id: policy.policy_id }, (answer) => answer.runs, {
    first,
    refetchInterval: moves ? asked : false,
  });
  const open = query.rows.some(isRunOpen);
  if (open !== moves) setMoves(open);
  return (
    <Section title="What ran by it">
      {query.isPending && <Loading what="its runs" rows={3} />}
      {query.isError && query.rows.length === 0 && <Failed what="its runs" error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && query.rows.length === 0 && (
        <p className="text-dim">Nothing ran by it yet, as far as this server knows. A machine that was away tells it when it is back.</p>
      )}
      <ol className="divide-y divide-line">
        {query.rows.map((run) => (
          <Run key={run.run_id} run={run} />
        ))}
      </ol>
      <More of={query}>More of {count(query.total)}</More>
    </Section>
  );
}

/// What it wrote is asked for when somebody opens it.
function Run({ run }: { run: PolicyRun }) {
  const [open, setOpen] = useState(false);
  const size = Number(run.output_bytes);
  const says = besideMark(run);
  const Arrow = open ? ChevronDown : ChevronRight;
  return (
    <li className="py-2">
      <p className="flex flex-wrap items-center gap-x-3 gap-y-0.5">
        <State {...runMark(run)} />
        <span className="min-w-0 break-words">
          {run.item} on{" "}
          <Link to="/devices/$device_id" params={{ device_id: run.device_id }} className="link">
            {run.device_name}
          </Link>
        </span>
        <Ago at={run.issued_at_unix_ms} className="ml-auto text-dim" />
      </p>
      <p className="text-xs break-words text-dim">
        {says && <span>{says} </span>}
        {run.state === "failed" && run.exit_code !== 0 && <span>Exit code {run.exit_code}. </span>}
        {run.cause && <span>{run.cause}</span>}
      </p>
      {(size > 0 || isRunning(run)) && (
        <button
          type="button"
          className="in-row flex items-center gap-1 text-xs text-dim hover:text-ink hover:underline"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <Arrow size={14} aria-hidden className="shrink-0" />
          What it wrote{size > 0 && `, ${bytes(size)}`}
        </button>
      )}
      {open && (
        <div className="mt-1">
          <Output of={outputOfRun(run)} />
        </div>
      )}
    </li>
  );
}
