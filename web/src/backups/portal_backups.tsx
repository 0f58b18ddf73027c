// In the portal of a client: what ran beside what was shown to come back, and each thing that is backed up with how old its newest copy is.
import { useState } from "react";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { methods } from "@/api/client";
import type { BackupItem, ClientBackupFigures } from "@/api/generated/schema";
import { useApi, useApiPages } from "@/api/query";
import { useNow } from "@/ui/clock";
import { Failed, Loading } from "@/ui/empty";
import { More } from "@/ui/more";
import { State, stateLabel } from "@/ui/status";
import { itemsOfClient, narrowed } from "./backup_filters";
import { ageWords, gapSentence, provenFigure, successFigure, type Figure } from "./backup_numbers";
import { criticalityLabel, itemMark, sentence } from "./backup_words";
import { CopiesList, CopiesRule } from "./copies_view";

const everyMinute = 60_000;
const shown = 50;

export default function PortalBackups({ client }: { client: string }) {
  const figures = useApi(methods.getBackupFigures, { client_id: client, month: "" }, { refetchInterval: everyMinute });
  const mine = figures.data?.clients.find((one) => one.client_id === client);
  return (
    <>
      {figures.isPending && <Loading what="your backups" />}
      {figures.isError && !figures.data && <Failed what="your backups" error={figures.error} retry={() => void figures.refetch()} />}
      {figures.data && !mine && <Nothing />}
      {mine && <Numbers figures={mine} />}
      {mine && <Items client={client} />}
    </>
  );
}

const Nothing = () => (
  <p className="rounded-xl border border-dashed border-line px-4 py-5 text-center text-dim">
    Nothing of yours is written down here as backed up yet. Ask us what is.
  </p>
);

/// Side by side, because the difference is what matters; only the second may be green.
function Numbers({ figures }: { figures: ClientBackupFigures }) {
  const isProven = figures.to_prove > 0 && figures.proven === figures.to_prove;
  return (
    <section aria-label="What ran, and what comes back">
      <div className="grid gap-3 sm:grid-cols-2">
        <Figures title="Backups that ran well, last 30 days" figure={successFigure(figures)} />
        <Figures title="Restores that were shown to work" figure={provenFigure(figures)} isGood={isProven} isBad={figures.to_prove > 0 && !isProven} />
      </div>
      <p className="mt-3">{gapSentence([figures])}</p>
    </section>
  );
}

function Figures({ title, figure, isGood, isBad }: { title: string; figure: Figure; isGood?: boolean; isBad?: boolean }) {
  return (
    <div className="rounded-xl border border-line px-4 py-3">
      <p className="text-sm text-dim">{title}</p>
      <p className={`mt-1 flex items-center gap-2 text-2xl font-semibold ${isGood ? "text-ok" : isBad ? "text-warn" : ""}`}>
        {isGood && <CircleCheck size={20} aria-hidden />}
        {isBad && <TriangleAlert size={20} aria-hidden />}
        {figure.big}
      </p>
      <p className="text-sm text-dim">{figure.small}</p>
    </div>
  );
}

function Items({ client }: { client: string }) {
  const asked = { filter: narrowed("is:active", itemsOfClient(client)), order_by: "criticality,name" };
  const query = useApiPages(methods.listBackupItems, asked, (answer) => answer.items, { first: shown, refetchInterval: everyMinute });
  const wanted = query.rows.filter((one) => one.decision !== "not_needed");
  const unwanted = query.rows.filter((one) => one.decision === "not_needed");
  return (
    <>
      <section aria-label="What is backed up" className="mt-6">
        <h2 className="mb-2 font-semibold">What is backed up</h2>
        {query.isSuccess && wanted.length === 0 && <Nothing />}
        {wanted.length > 0 && (
          <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-bg">
            {wanted.map((item) => (
              <Item key={item.item_id} item={item} />
            ))}
          </ul>
        )}
        <More of={query} className="mt-3 h-11 w-full">
          Show more
        </More>
      </section>
      {unwanted.length > 0 && (
        <section aria-label="Not backed up, by decision" className="mt-6">
          <h2 className="mb-2 font-semibold">Not backed up, by decision</h2>
          <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-bg">
            {unwanted.map((item) => (
              <li key={item.item_id} className="px-4 py-2.5">
                <span className="block font-medium break-words">{item.name}</span>
                <span className="block text-sm break-words text-dim">{item.reason}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/// That it runs and that it comes back are two things, and neither stands for the other.
function Item({ item }: { item: BackupItem }) {
  const now = useNow();
  const { state, label } = itemMark(item);
  const isProven = item.proven_at_unix_ms > 0;
  return (
    <li className="px-4 py-2.5">
      <span className="block font-medium break-words">{item.name}</span>
      <span className="block text-sm text-dim">{criticalityLabel(item.criticality)}</span>
      <span className="mt-1 block text-sm break-words">
        <State state={state} label={`Backup: ${(label ?? stateLabel(state)).toLowerCase()}`} className="mr-2" />
        {state !== "ok" && item.state_text && `${sentence(item.state_text)} `}
        <span className={item.fresh || Number(item.rpo_s) === 0 ? "text-dim" : "text-warn"}>Newest: {ageWords(item, now)}.</span>
      </span>
      <span className="mt-1 block text-sm break-words">
        <State state={isProven ? "ok" : "unknown"} label={isProven ? "Restore: shown to work" : "Restore: not proven"} className="mr-2" />
        {item.proof_text || "Never restored: nobody knows yet whether it comes back."}
      </span>
      <ItsCopies item={item} />
    </li>
  );
}

/// Where its copies lie and what is known of each, once somebody asks for it.
function ItsCopies({ item }: { item: BackupItem }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="mt-1 text-sm" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="flex min-h-11 cursor-pointer items-center">
        <span className="link">
          Its copies<span className="sr-only"> ({item.name})</span>
        </span>
      </summary>
      {isOpen && <CopiesOf item_id={item.item_id} />}
    </details>
  );
}

function CopiesOf({ item_id }: { item_id: string }) {
  const query = useApi(methods.getBackupItem, { item_id });
  if (query.isPending) return <Loading what="its copies" />;
  if (!query.data) return <Failed what="its copies" error={query.error} retry={() => void query.refetch()} />;
  return (
    <div className="@container pb-1">
      <CopiesRule rule={query.data.copies_rule} />
      <CopiesList copies={query.data.copies} />
    </div>
  );
}
