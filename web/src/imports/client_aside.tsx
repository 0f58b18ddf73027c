// On the client's page: devices of which only another system's list speaks. Nobody observes them, and that is what it says.
import { methods } from "@/api/client";
import type { Client } from "@/api/generated/schema";
import { useApiPages } from "@/api/query";
import { useMay } from "@/api/session";
import { More } from "@/ui/more";
import { Section, Table } from "@/ui/panel";
import { Chip } from "@/ui/status";

export default function KnownDevices({ client: { client_id: clientId } }: { client: Client }) {
  const may = useMay("device.read");
  const query = useApiPages(methods.listKnownDevices, { client_id: clientId, page_size: 20 }, (answer) => answer.devices, { enabled: may });
  if (query.rows.length === 0) return null;
  return (
    <Section title="Devices without an agent">
      <p className="mb-2 text-dim">From the list of another system. No agent is on them: whether they are well, or there at all, nobody here knows.</p>
      <Table label="Devices without an agent" head={["Device", "State", "What", "Serial number", "Site"]}>
        {query.rows.map((one) => (
          <tr key={one.known_device_id}>
            <td className="min-w-32 font-medium">{one.name}</td>
            <td>
              <Chip>unknown</Chip>
            </td>
            <td className="min-w-32">{[one.type, one.model].filter(Boolean).join(", ")}</td>
            <td>{one.serial}</td>
            <td>{one.site_name}</td>
          </tr>
        ))}
      </Table>
      <More of={query}>More devices</More>
    </Section>
  );
}
