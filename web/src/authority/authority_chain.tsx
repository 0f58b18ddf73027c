// The chain as it was signed, message by message, and where else it is published.
import { methods } from "@/api/client";
import type { Authority } from "@/api/generated/schema";
import { useApiPages } from "@/api/query";
import { More } from "@/ui/more";
import { Failed } from "@/ui/empty";
import { Section, Table } from "@/ui/panel";
import { Moment } from "@/ui/time";
import { messageWords, numbered } from "./gate_words";

const first = 20;

export function Mirrors({ authority }: { authority: Authority }) {
  return (
    <Section title="Mirrors">
      {authority.mirrors.length === 0 ? (
        <p>
          There is none: a machine hears of a suspended key only through this server.{" "}
          <span className="text-dim">
            Name one: <code className="mono">steward-sign mirrors PLACE --out FILE</code>
          </span>
        </p>
      ) : (
        <ul className="space-y-0.5">
          {authority.mirrors.map((one) => (
            <li key={one} className="mono break-all">
              {one}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

export function Chain() {
  const query = useApiPages(methods.listAuthorityMessages, {}, (answer) => answer.messages, { first });
  return (
    <Section title="The chain">
      {query.isError && query.rows.length === 0 && <Failed what="the chain" error={query.error} retry={() => void query.refetch()} />}
      {query.rows.length > 0 && (
        <Table label="Messages of the chain" head={["No.", "What", "Came here", "Its number"]}>
          {numbered(query.rows).map(({ one, number }) => (
            <tr key={one.message_id}>
              <td className="text-dim tabular-nums">{number}</td>
              <td className="font-medium">{messageWords(one.type)}</td>
              <td className="whitespace-nowrap">
                <Moment at={one.taken_at_unix_ms} />
              </td>
              <td>
                <code className="mono text-xs text-dim" title={one.message_id}>
                  {one.message_id.slice(0, 16)}
                </code>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <More of={query}>More</More>
    </Section>
  );
}
