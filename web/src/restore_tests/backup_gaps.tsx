// Among what nobody decided about backups: items of C1 and C2 that no proof plan proves.
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { counted } from "@/ui/format";
import { Section, Table } from "@/ui/panel";
import { everyMinute } from "./test_words";

const wide = (title: string) => ({ title, wide: true });

export default function ProofGaps({ clientId }: { clientId: string }) {
  const clients = useApi(methods.getRecoverability, { client_id: clientId }, { keep: true, refetchInterval: everyMinute }).data?.clients ?? [];
  const gaps = clients.flatMap((client) => client.items.filter((item) => item.proof_plans === 0).map((item) => ({ client: client.client_name, item })));
  if (gaps.length === 0) return null;
  return (
    <Section title={`${counted(gaps.length, "item", "items")} of C1 and C2 without a proof plan`}>
      <p className="mb-2 text-dim">Nothing restores them regularly: whether they can be restored is known only when somebody does it by hand.</p>
      <Table label="Items without a proof plan" head={["What", wide("Client"), "Criticality", wide("What is known")]}>
        {gaps.map(({ client, item }) => (
          <tr key={item.item_id}>
            <td className="min-w-28">
              <Link to="/backups/items/$item_id" params={{ item_id: item.item_id }} className="link break-words">
                {item.item_name}
              </Link>
              <span className="block text-xs text-dim md:hidden">{client}</span>
            </td>
            <td className="max-md:hidden">{client}</td>
            <td>{item.criticality}</td>
            <td className="min-w-48 break-words max-md:hidden">{item.why}</td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}
