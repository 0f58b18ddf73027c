// What K20 is made of: each item of C1 and C2, and the test by which it is proven, or by which it is not.
import { Link } from "@tanstack/react-router";
import { ShieldCheck } from "lucide-react";
import { methods } from "@/api/client";
import type { ClientRecoverability, ItemRecoverability } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { useClientId } from "@/app/search";
import { BackupFrame, BackupsAbove } from "@/ui/backup_frame";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { count } from "@/ui/format";
import { Page, Section, Table } from "@/ui/panel";
import { State } from "@/ui/status";
import { Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { testsOfClient, testsOfItem } from "./test_filters";
import { everyMinute, levelLabel } from "./test_words";

const wide = (title: string) => ({ title, wide: true });
const head = ["What", "Proven", wide("Why"), wide("Level"), wide("Counts until"), "Tests"];

export default function RecoverabilityPage() {
  useTitle("Recoverability (K20)", <BackupsAbove />);
  const client = useClientId();
  const query = useApi(methods.getRecoverability, { client_id: client }, { keep: true, refetchInterval: everyMinute });
  const clients = query.data?.clients;
  return (
    <BackupFrame at="/backups" isBelow>
      <Page>
        {query.isError && !clients && <Failed what="recoverability" error={query.error} retry={() => void query.refetch()} />}
        {query.isPending && <Loading what="recoverability" />}
        {clients?.length === 0 && (
          <NoneYet icon={ShieldCheck} title="No item is of C1 or C2.">
            <p>K20 counts those without which the business, or a team, stops.</p>
          </NoneYet>
        )}
        {clients && clients.length > 0 && (
          <p className="text-dim">
            An item counts as proven when its last restore passed within what was agreed, was signed by somebody else than who carried it out, and is not older
            than 92 days (C1) or 184 days (C2); 30 after a change of its plan. {query.data?.definition}, counted{" "}
            <Moment at={query.data?.counted_at_unix_ms ?? 0} />.
          </p>
        )}
        {clients?.map((one) => (
          <Client key={one.client_id} client={one} />
        ))}
      </Page>
    </BackupFrame>
  );
}

function Client({ client }: { client: ClientRecoverability }) {
  const parts = [
    client.c1 > 0 ? `C1: ${count(client.c1_proven)} of ${count(client.c1)}` : "",
    client.c2 > 0 ? `C2: ${count(client.c2_proven)} of ${count(client.c2)}` : "",
  ].filter(Boolean);
  return (
    <Section
      title={`${client.client_name}: ${count(client.c1_proven + client.c2_proven)} of ${count(client.c1 + client.c2)} proven`}
      aside={
        <>
          <span className="text-dim">{parts.join(", ")}</span>
          <Link to="/backups/tests" search={{ q: testsOfClient(client.client_id) }} className="link">
            All their tests
          </Link>
        </>
      }
    >
      <Table label={`Items of ${client.client_name}`} head={head}>
        {client.items.toSorted(unprovenFirst).map((item) => (
          <Row key={item.item_id} item={item} />
        ))}
      </Table>
    </Section>
  );
}

const unprovenFirst = (a: ItemRecoverability, b: ItemRecoverability) =>
  Number(a.proven) - Number(b.proven) || a.criticality.localeCompare(b.criticality) || a.item_name.localeCompare(b.item_name);

const Row = ({ item }: { item: ItemRecoverability }) => (
  <tr>
    <td className="min-w-32">
      <Link to="/backups/items/$item_id" params={{ item_id: item.item_id }} className="link font-medium break-words">
        {item.item_name}
      </Link>{" "}
      <span className="text-xs text-dim">{item.criticality}</span>
    </td>
    <td className="whitespace-nowrap">
      {item.proven ? <State state="ok" label="Proven" /> : <State state={item.test_id ? "warning" : "unknown"} label="Not proven" />}
    </td>
    <td className="min-w-48 break-words max-md:hidden">{item.why}</td>
    <td className="whitespace-nowrap max-md:hidden">{item.level > 0 ? levelLabel(item.level) : <span className="text-dim">none</span>}</td>
    <td className="whitespace-nowrap max-md:hidden">
      {item.proven ? <Moment at={item.valid_until_unix_ms} /> : <span className="text-dim">nothing counts</span>}
    </td>
    <td>
      {item.test_id ? (
        <Link to="/restore-tests/$test_id" params={{ test_id: item.test_id }} className="link whitespace-nowrap">
          {item.proven ? "the proof" : "the last word"}
        </Link>
      ) : (
        <span className="text-dim">none</span>
      )}
      {item.test_id && (
        <Link to="/backups/tests" search={{ q: testsOfItem(item.item_id) }} className="link ml-3 whitespace-nowrap max-md:hidden">
          all
        </Link>
      )}
    </td>
  </tr>
);
