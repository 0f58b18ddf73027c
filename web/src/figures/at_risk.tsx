// Promises that run out next: what a person can still keep.
import { Link } from "@tanstack/react-router";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { useClientId, forClient } from "@/app/search";
import { words } from "@/ui/format";
import { Section, Table } from "@/ui/panel";
import { Priority } from "@/ui/status";
import { Until } from "@/ui/time";

const shown = 20;

export function AtRisk() {
  const may = useMay("sla.read");
  const client = useClientId();
  const { data } = useApi(
    methods.listClocks,
    { filter: forClient("state:running", client), order_by: "due", page_size: shown },
    { enabled: may, refetchInterval: 60_000 },
  );
  if (!may || !data) return null;
  return (
    <Section title="At risk: due next">
      {data.clocks.length === 0 ? (
        <p className="text-dim">No promise is running.</p>
      ) : (
        <Table label="Promises that are due next" head={["Promise", "Client", "Priority", "Due"]}>
          {data.clocks.map((clock) => (
            <tr key={clock.clock_id}>
              <td>
                <Link to="/tickets/$ticket_id" params={{ ticket_id: clock.subject_id }} className="link">
                  {words(clock.kind)}
                </Link>
              </td>
              <td>{clock.client_name}</td>
              <td>
                <Priority value={clock.priority} />
              </td>
              <td>
                <Until at={clock.due_at_unix_ms} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}
