// One item: how it is, what was agreed, what is expected, what ran, and what nobody has proven.
import { lazy, Suspense, useState, type ReactNode } from "react";
import { Link, useParams } from "@tanstack/react-router";
import { Pencil } from "lucide-react";
import { methods } from "@/api/client";
import type { BackupItem, BackupTrouble } from "@/api/generated/schema";
import { largestPage, useApi } from "@/api/query";
import { usePageSearch } from "@/app/search";
import { BackupFrame, BackupsAbove } from "@/ui/backup_frame";
import { Button } from "@/ui/button";
import { useNow } from "@/ui/clock";
import { Failed, Loading } from "@/ui/empty";
import { useKeys } from "@/ui/keys";
import { Facts, Notice, Page, Section } from "@/ui/panel";
import { Slot } from "@/ui/slot";
import { Chip, Priority, State } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { lately, narrowed, runsOfItem } from "./backup_filters";
import { ageWords, objectiveWords } from "./backup_numbers";
import { checkLabel, itemMark, kindLabel, sentence } from "./backup_words";
import { Copies } from "./copies_section";
import { EditItem } from "./item_dialog";
import { ItemRuns } from "./item_runs";
import { Plans } from "./plan_card";
import { NewPlan, RetireItem } from "./plan_dialogs";
import { RunAside } from "./run_aside";

const Trend = lazy(() => import("./item_trend"));
const drawnDays = 31;
// What grows old changes without anybody doing anything.
const everyMinute = 60_000;

export default function ItemPage() {
  const { item_id } = useParams({ strict: false });
  const [search, change] = usePageSearch();
  const query = useApi(methods.getBackupItem, { item_id: item_id ?? "" }, { refetchInterval: everyMinute });
  useTitle(query.data?.name ?? "Protected item", <BackupsAbove />);
  const close = () => change({ open: "" });
  useKeys(search.open ? [{ keys: "Escape", label: "Close the details", group: "Lists", run: close }] : []);
  if (!query.data)
    return query.isError ? <Failed what="the item" error={query.error} retry={() => void query.refetch()} /> : <Loading what="the item" rows={10} />;
  return (
    <BackupFrame at="/backups/items" isBelow>
      <div className="flex h-full min-h-0">
        <div className="@container min-w-0 flex-1">
          <Page>
            <Shown item={query.data} />
          </Page>
        </div>
        {search.open && <RunAside key={search.open} runId={search.open} onClose={close} />}
      </div>
    </BackupFrame>
  );
}

function Shown({ item }: { item: BackupItem }) {
  const [doing, setDoing] = useState<"edit" | "plan" | "retire">();
  const may = (action: string) => item.allowed_actions.includes(action);
  const isWanted = item.decision !== "not_needed" && !item.retired;
  const asked = { filter: narrowed(runsOfItem(item.item_id), lately(drawnDays)), order_by: "-started", page_size: largestPage };
  const runs = useApi(methods.listBackupRuns, asked, { keep: true, refetchInterval: everyMinute }).data?.runs ?? [];
  const close = () => setDoing(undefined);
  useKeys([
    ...(may("edit") ? [{ keys: "e", label: "Change the item", group: "Backup", run: () => setDoing("edit") }] : []),
    ...(may("plan") && isWanted ? [{ keys: "p", label: "New plan", group: "Backup", run: () => setDoing("plan") }] : []),
  ]);
  return (
    <>
      <Head item={item}>
        {may("edit") && (
          <Button icon={Pencil} keys="e" onClick={() => setDoing("edit")}>
            Edit
          </Button>
        )}
        {may("retire") && <Button onClick={() => setDoing("retire")}>Retire</Button>}
      </Head>
      <Troubles item={item} />
      <div className="grid gap-6 @3xl:grid-cols-2">
        <Agreed item={item} />
        <Proof item={item} />
      </div>
      <Slot place="backup_item" item={item} />
      {(isWanted || item.plans.length > 0) && <Plans item={item} runs={runs} add={may("plan") && isWanted ? () => setDoing("plan") : undefined} />}
      {isWanted && <Copies item={item} may={may("edit")} />}
      {(isWanted || runs.length > 0) && <ItemRuns item={item} />}
      {runs.length > 0 && (
        <Suspense fallback={<Loading what="the trend" rows={3} />}>
          <Trend item={item} runs={runs} />
        </Suspense>
      )}
      <History item={item} />
      {doing === "edit" && <EditItem item={item} onClose={close} />}
      {doing === "plan" && <NewPlan item={item} onClose={close} />}
      {doing === "retire" && <RetireItem item={item} onClose={close} />}
    </>
  );
}

function Head({ item, children }: { item: BackupItem; children: ReactNode }) {
  const lastRun = Math.max(0, ...item.plans.map((plan) => plan.last_at_unix_ms));
  return (
    <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
      <div className="min-w-0 flex-1 basis-72">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="min-w-0 text-lg font-semibold break-words">{item.name}</h2>
          <State {...itemMark(item)} className="font-medium" />
          <Chip>{kindLabel(item.kind)}</Chip>
          {item.criticality && <Chip>{item.criticality}</Chip>}
        </div>
        <p className="mt-0.5 text-dim">
          {item.state_text && <span className="text-ink">{sentence(item.state_text)} </span>}
          {item.decision !== "not_needed" && (
            <>
              Last run <Ago at={lastRun} never="never heard of" />.
            </>
          )}
        </p>
      </div>
      <div className="no-print flex flex-wrap items-center gap-2">{children}</div>
    </div>
  );
}

const worstFirst = (a: BackupTrouble, b: BackupTrouble) =>
  Number(b.severity === "critical") - Number(a.severity === "critical") || a.priority.localeCompare(b.priority);

function Troubles({ item }: { item: BackupItem }) {
  if (item.troubles.length === 0) return null;
  return (
    <Section title="What is wrong">
      <ul className="space-y-2">
        {item.troubles.toSorted(worstFirst).map((one) => (
          <li key={`${one.check} ${one.plan_id}`}>
            <Notice tone={one.severity === "critical" ? "crit" : "warn"}>
              <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
                <State state={one.severity || "unknown"} />
                <Priority value={one.priority} />
                <span className="min-w-0 font-medium break-words">{one.title}</span>
                <span className="text-xs text-dim">
                  {checkLabel(one.check)}, since <Moment at={one.since_unix_ms} />
                </span>
              </div>
              {one.text && <p className="mt-0.5 break-words">{one.text}</p>}
            </Notice>
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Agreed({ item }: { item: BackupItem }) {
  const now = useNow();
  const rows: (readonly [string, ReactNode])[] = [
    [
      "Client",
      <Link key="c" to="/clients/$client_id" params={{ client_id: item.client_id }} className="link">
        {item.client_name}
      </Link>,
    ],
    [
      "Machine",
      item.device_id ? (
        <Link key="d" to="/devices/$device_id" params={{ device_id: item.device_id }} className="link">
          {item.device_name || "a machine of before"}
        </Link>
      ) : (
        "none of ours"
      ),
    ],
  ];
  if (item.decision === "not_needed") rows.push(["Not needed", <Decided key="n" item={item} />]);
  else {
    rows.push(["May be lost (RPO)", objectiveWords(Number(item.rpo_s))]);
    rows.push(["May take (RTO)", objectiveWords(Number(item.rto_s))]);
    rows.push([
      "Newest content",
      <span key="a" className={item.fresh || Number(item.rpo_s) === 0 ? "" : "text-warn"}>
        {ageWords(item, now)}
      </span>,
    ]);
  }
  if (item.owner) rows.push(["Owner", item.owner]);
  if (item.note)
    rows.push([
      "Note",
      <span key="note" className="whitespace-pre-wrap">
        {item.note}
      </span>,
    ]);
  return (
    <Section title="What was agreed">
      <Facts rows={rows} />
    </Section>
  );
}

const Decided = ({ item }: { item: BackupItem }) => (
  <span className="break-words">
    {item.reason}{" "}
    <span className="text-dim">
      ({item.decided_by}, <Moment at={item.decided_at_unix_ms} />)
    </span>
  </span>
);

function Proof({ item }: { item: BackupItem }) {
  if (item.decision === "not_needed") return null;
  const isCounted = item.criticality === "C1" || item.criticality === "C2";
  return (
    <Section title="Restore proven">
      {item.proven_at_unix_ms > 0 ? (
        <p>
          A restore was shown to work <Ago at={item.proven_at_unix_ms} />.
        </p>
      ) : (
        <>
          <State state="unknown" label="Not proven" className="font-medium" />
        </>
      )}
      {item.proof_text && <p className="mt-1 text-dim">{item.proof_text}</p>}
      <p className="mt-1 text-dim">
        {!isCounted && "K20 counts items of C1 and C2 only."}
        {isCounted && item.proven_at_unix_ms > 0 && `It is ${item.criticality}: K20 counts it as proven.`}
        {isCounted && !item.proven_at_unix_ms && `It is ${item.criticality}: K20 counts it as not proven until a restore was done, measured and checked.`} Runs
        that ended well do not change that.
      </p>
    </Section>
  );
}

function History({ item }: { item: BackupItem }) {
  return (
    <Section title="History">
      {item.lines.length === 0 && <p className="text-dim">Nothing was written down.</p>}
      <ol className="space-y-1.5">
        {item.lines.toReversed().map((line, place) => (
          <li key={place} className="break-words">
            {line.text}{" "}
            <span className="text-dim">
              {line.by}, <Moment at={line.at_unix_ms} />
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}
