// The queue of what nobody decided about: machines without an item, and backups that run while nobody expects them.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { CheckCheck } from "lucide-react";
import { methods } from "@/api/client";
import type { BackupItem, UndecidedDevice, UnplannedBackup } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { useClientId } from "@/app/search";
import { BackupFrame, BackupsAbove } from "@/ui/backup_frame";
import { Button } from "@/ui/button";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { counted, words } from "@/ui/format";
import { Notice, Page, Section, Table } from "@/ui/panel";
import { Slot } from "@/ui/slot";
import { State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { runsOfBackup } from "./backup_filters";
import { runMark } from "./backup_words";
import { ItemDialog, type ItemBeginning } from "./item_dialog";
import { NewPlan } from "./plan_dialogs";
import { PlanFound } from "./plan_found";

const wide = (title: string) => ({ title, wide: true });
const undecidedHead = ["Machine", wide("Client"), wide("Criticality"), wide("Known for")];
const unplannedHead = ["Backup", wide("Machine"), wide("Runs"), "Last", wide("Looks like")];

export default function GapsPage() {
  useTitle("Backup gaps", <BackupsAbove />);
  const client = useClientId();
  const query = useApi(methods.listBackupGaps, { client_id: client }, { keep: true, refetchInterval: 60_000 });
  const gaps = query.data;
  return (
    <BackupFrame at="/backups/gaps">
      <Page>
        {query.isError && !gaps && <Failed what="the gaps" error={query.error} retry={() => void query.refetch()} />}
        {query.isPending && <Loading what="the gaps" />}
        {gaps && gaps.devices.length + gaps.unplanned.length + gaps.items.length === 0 && (
          <NoneYet icon={CheckCheck} title="Nothing is left to decide.">
            <p>Every machine has an item or a reason why it needs none, and every backup that runs has a plan.</p>
          </NoneYet>
        )}
        {gaps?.cut && <Notice tone="info">There are more than 500 of a kind: the first are shown. Narrow the console to a client to see all of theirs.</Notice>}
        {gaps && gaps.unplanned.length > 0 && <Unplanned rows={gaps.unplanned} />}
        {gaps && gaps.items.length > 0 && <Unexpected rows={gaps.items} />}
        {gaps && <Slot place="backup_gaps" clientId={client ?? ""} />}
        {gaps && gaps.devices.length > 0 && <Undecided rows={gaps.devices} />}
      </Page>
    </BackupFrame>
  );
}

/// Somebody decided to protect it, and nothing says that it is.
function Unexpected({ rows }: { rows: readonly BackupItem[] }) {
  const [plan, setPlan] = useState<BackupItem>();
  return (
    <Section title={`${counted(rows.length, "item", "items")} without a plan`}>
      <p className="mb-2 text-dim">To be protected, and no run of a backup is expected: nothing is missed, because nothing is awaited.</p>
      <Table label="Items without a plan" head={["What", wide("Client"), wide("Machine"), "Criticality", ""]}>
        {rows.map((row) => (
          <tr key={row.item_id}>
            <td className="min-w-28">
              <Link to="/backups/items/$item_id" params={{ item_id: row.item_id }} className="link break-words">
                {row.name}
              </Link>
              <span className="block text-xs text-dim md:hidden">{row.client_name}</span>
            </td>
            <td className="max-md:hidden">{row.client_name}</td>
            <td className="max-md:hidden">{row.device_name || <span className="text-dim">none of ours</span>}</td>
            <td>{row.criticality}</td>
            <td className="text-right">
              {row.allowed_actions.includes("plan") && (
                <Button onClick={() => setPlan(row)}>
                  Make a plan<span className="sr-only"> for {row.name}</span>
                </Button>
              )}
            </td>
          </tr>
        ))}
      </Table>
      {plan && <NewPlan item={plan} onClose={() => setPlan(undefined)} />}
    </Section>
  );
}

function Undecided({ rows }: { rows: readonly UndecidedDevice[] }) {
  const may = useMay("backup.write");
  const [begin, setBegin] = useState<ItemBeginning>();
  const beginning = (row: UndecidedDevice): ItemBeginning => ({
    client_id: row.client_id,
    client_name: row.client_name,
    device_id: row.device_id,
    name: row.device_name,
    kind: "machine",
    criticality: row.criticality,
  });
  return (
    <Section title={`${counted(rows.length, "machine", "machines")} nobody decided about`}>
      <p className="mb-2 text-dim">Protect it, or write down why it needs no backup: both are a decision with your name.</p>
      <Table label="Machines nobody decided about" head={[...undecidedHead, ...(may ? [""] : [])]}>
        {rows.map((row) => (
          <tr key={row.device_id}>
            <td className="min-w-28">
              <Machine row={row} />
              <span className="block text-xs text-dim">{words(row.device_class || "unknown")}</span>
              <span className="block text-xs text-dim md:hidden">{[row.client_name, row.criticality].filter(Boolean).join(", ")}</span>
            </td>
            <td className="max-md:hidden">{row.client_name}</td>
            <td className="max-md:hidden">{row.criticality || <span className="text-dim">not said</span>}</td>
            <td className="whitespace-nowrap max-md:hidden">
              <Ago at={row.since_unix_ms} bare never="not known" />
            </td>
            {may && (
              <td>
                <Decisions name={row.device_name} decide={(decision) => setBegin({ ...beginning(row), decision })} />
              </td>
            )}
          </tr>
        ))}
      </Table>
      {begin && <ItemDialog stays begin={begin} onClose={() => setBegin(undefined)} />}
    </Section>
  );
}

const Decisions = ({ name, decide }: { name: string; decide: (decision: string) => void }) => (
  <span className="flex flex-wrap justify-end gap-2">
    <Button onClick={() => decide("protect")}>
      Protect<span className="sr-only"> {name}</span>
    </Button>
    <Button tone="quiet" onClick={() => decide("not_needed")}>
      Not needed<span className="sr-only"> for {name}</span>
    </Button>
  </span>
);

const Machine = ({ row }: { row: { device_id: string; device_name: string } }) => (
  <Link to="/devices/$device_id" params={{ device_id: row.device_id }} className="link break-words">
    {row.device_name}
  </Link>
);

function Unplanned({ rows }: { rows: readonly UnplannedBackup[] }) {
  const may = useMay("backup.write");
  const [found, setFound] = useState<UnplannedBackup>();
  return (
    <Section title={`${counted(rows.length, "backup runs", "backups run")} without a plan`}>
      <p className="mb-2 text-dim">Machines tell of them, and nobody expects them: the day they stop, nobody would notice.</p>
      <Table label="Backups that run without a plan" head={[...unplannedHead, ...(may ? [""] : [])]}>
        {rows.map((row) => (
          <tr key={`${row.device_id} ${row.label}`}>
            <td className="min-w-28">
              <Link to="/backups/runs" search={{ q: runsOfBackup(row.device_id, row.label) }} className="link mono break-all">
                {row.label}
              </Link>
              <span className="block text-xs text-dim">{[row.engine, row.client_name].filter(Boolean).join(", ")}</span>
              <span className="block text-xs text-dim md:hidden">{row.device_name}</span>
            </td>
            <td className="max-md:hidden">
              <Machine row={row} />
            </td>
            <td className="tabular-nums max-md:hidden" title={row.repository}>
              {row.runs}
            </td>
            <td className="whitespace-nowrap">
              <State {...runMark(row.last_state)} />
              <span className="block text-xs text-dim">
                <Ago at={row.last_at_unix_ms} />
              </span>
            </td>
            <td className="max-md:hidden">{row.schedule || <span className="text-dim">no rhythm seen yet</span>}</td>
            {may && (
              <td className="text-right">
                <Button onClick={() => setFound(row)}>
                  Make a plan<span className="sr-only"> for {row.label} on {row.device_name}</span>
                </Button>
              </td>
            )}
          </tr>
        ))}
      </Table>
      {found && <PlanFound found={found} onClose={() => setFound(undefined)} />}
    </Section>
  );
}
