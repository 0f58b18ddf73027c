// The board: by client, how many backups ran beside how many were shown to be restorable.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import { DatabaseBackup, Plus } from "lucide-react";
import { methods } from "@/api/client";
import type { BackupFigures } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { useClientId, usePageSearch } from "@/app/search";
import { BackupFrame } from "@/ui/backup_frame";
import { Button, buttonClass } from "@/ui/button";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { SelectField } from "@/ui/field";
import { useKeys } from "@/ui/keys";
import { fullMonthName, months } from "@/ui/months";
import { Notice, Page } from "@/ui/panel";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { gapSentence } from "./backup_numbers";
import { Board } from "./board";
import { ItemDialog } from "./item_dialog";

// What grows old changes without anybody doing anything.
const everyMinute = 60_000;

export default function BackupsPage() {
  useTitle("Backups");
  const [search, change] = usePageSearch();
  const [now] = useState(() => Date.now());
  const client = useClientId();
  const mayWrite = useMay("backup.write");
  const query = useApi(methods.getBackupFigures, { client_id: client, month: search.month ?? "" }, { keep: true, refetchInterval: everyMinute });
  const figures = query.data;
  const make = () => change({ make: "item" });
  useKeys(mayWrite ? [{ keys: "c", label: "New protected item", group: "Lists", run: make }] : []);
  return (
    <BackupFrame at="/backups">
      <Page>
        <div className="flex flex-wrap items-end gap-3">
          <SelectField
            label="Time"
            choices={[{ value: "", label: "Last 30 days" }, ...months(now, "UTC")]}
            value={search.month ?? ""}
            onChange={(event) => change({ month: event.target.value }, true)}
          />
          {figures && (
            <p className="pb-1.5 text-xs text-dim">
              <Period figures={figures} />
            </p>
          )}
          {mayWrite && (
            <Button icon={Plus} keys="c" className="ml-auto" onClick={make}>
              New item
            </Button>
          )}
        </div>
        {query.isError && !figures && <Failed what="the board of backups" error={query.error} retry={() => void query.refetch()} />}
        {query.isPending && <Loading what="the board of backups" />}
        {figures && figures.clients.length === 0 && <NothingYet make={mayWrite ? make : undefined} />}
        {figures && figures.clients.length > 0 && (
          <>
            <Notice tone="info">
              <p className="text-sm">{gapSentence(figures.clients)}</p>
            </Notice>
            <Board clients={figures.clients} />
            <Definition figures={figures} />
          </>
        )}
      </Page>
      {search.make === "item" && mayWrite && <ItemDialog onClose={() => change({ make: "" })} />}
    </BackupFrame>
  );
}

function Period({ figures: { month, clients, counted_at_unix_ms } }: { figures: BackupFigures }) {
  const [first] = clients;
  return (
    <>
      {month ? `${fullMonthName(month)}, each client in its own zone` : "The last 30 days"}
      {!month && first && (
        <>
          , since <Moment at={first.from_unix_ms} />
        </>
      )}
      , counted{" "}
      <Moment at={counted_at_unix_ms} />
    </>
  );
}

function Definition({ figures }: { figures: BackupFigures }) {
  const texts = [...new Set(figures.clients.map((one) => one.definition).filter(Boolean))];
  return (
    <dl className="max-w-3xl space-y-1 text-xs text-dim [&_dt]:inline [&_dt]:font-medium [&_dd]:inline">
      <div>
        <dt>Ran well:</dt>{" "}
        <dd>
          runs judged a success, of all that were expected; one with warnings, failed or missed is none. An agreed pause counts on neither side.
        </dd>
      </div>
      <div>
        <dt>Restore proven:</dt> <dd>items of C1 and C2 whose restore was done, measured and checked, of all of them.</dd>
      </div>
      <div>
        <dt>Fresh:</dt>{" "}
        <dd>items whose newest content is younger than agreed, of all with an objective; now, and in the worst hour of the time above.</dd>
      </div>
      {texts.length > 0 && (
        <div>
          <dt>Counted by:</dt> <dd>{texts.join(", ")}.</dd>
        </div>
      )}
    </dl>
  );
}

function NothingYet({ make }: { make?: () => void }) {
  return (
    <NoneYet icon={DatabaseBackup} title="Nothing is protected yet.">
      <p>
        Say what must be protected and how old its newest backup may be. Then machines tell of every run, and a run that did not happen is noticed too.
      </p>
      <p className="flex flex-wrap justify-center gap-2">
        {make && (
          <Button icon={Plus} onClick={make}>
            New item
          </Button>
        )}
        <Link to="/backups/gaps" className={buttonClass()}>
          What nobody decided about
        </Link>
      </p>
    </NoneYet>
  );
}
