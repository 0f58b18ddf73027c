// What a client's people use, and what each of that needs.
import { useState } from "react";
import { Pencil, Plus, Undo2 } from "lucide-react";
import { methods } from "@/api/client";
import type { Client, ClientService } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button, IconButton } from "@/ui/button";
import { Failed, Loading } from "@/ui/empty";
import { termText } from "@/ui/filter";
import { count, counted } from "@/ui/format";
import { Section, Table } from "@/ui/panel";
import { say } from "@/ui/toast";
import { ServiceDialog } from "./service_dialog";
import { kindWord, touched } from "./service_words";

const most = 100;

export default function ClientAside({ client }: { client: Client }) {
  return useMay("client.read") ? <Services client={client} /> : null;
}

function Services({ client }: { client: Client }) {
  const mayWrite = useMay("client.write");
  const [editing, setEditing] = useState<ClientService | "new">();
  const query = useApi(methods.listServices, { filter: termText("client_id", client.client_id), order_by: "is,criticality,name", page_size: most });
  const services = query.data?.services ?? [],
    total = query.data?.total ?? 0;
  return (
    <Section
      title={`Services (${count(total)})`}
      aside={
        mayWrite && (
          <Button icon={Plus} onClick={() => setEditing("new")}>
            Add service
          </Button>
        )
      }
    >
      {query.isError && !query.data && <Failed what="the services" error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Loading what="services" rows={2} />}
      {query.data && total === 0 && (
        <p className="text-dim">
          No service yet. A service is what people use, as mail or the shop: with what it needs written down, a call about it finds the machine that is down.
        </p>
      )}
      {services.length > 0 && (
        <Table label="Services" head={["Name", "Criticality", "Kind", "Needs", "Owner", ...(mayWrite ? [""] : [])]}>
          {services.map((one) => (
            <Line key={one.service_id} service={one} edit={() => setEditing(one)} write={mayWrite} />
          ))}
        </Table>
      )}
      {total > most && <p className="mt-1 text-xs text-dim">The first {most} of {count(total)}.</p>}
      {editing && (
        <ServiceDialog clientId={client.client_id} service={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />
      )}
    </Section>
  );
}

function Line({ service, edit, write }: { service: ClientService; edit: () => void; write: boolean }) {
  const back = useChange(methods.restoreService, touched, { onSuccess: () => say(`${service.name} is in use again.`) });
  return (
    <tr className={service.retired ? "text-dim" : ""}>
      <td className="min-w-32 font-medium break-words">{service.name}</td>
      <td>{service.retired ? "retired" : service.criticality}</td>
      <td className="text-dim">{kindWord(service.kind)}</td>
      <td className="text-dim">{service.need_count > 0 ? counted(service.need_count, "thing", "things") : "nothing yet"}</td>
      <td className="text-dim">{service.owner_name || "nobody"}</td>
      {write && (
        <td>
          <span className="flex justify-end">
            {service.allowed_actions.includes("edit") && <IconButton icon={Pencil} label={`Change ${service.name}`} onClick={edit} className="in-row" />}
            {service.allowed_actions.includes("restore") && (
              <IconButton
                icon={Undo2}
                label={`Take ${service.name} into use again`}
                onClick={() => back.mutate({ service_id: service.service_id })}
                className="in-row"
              />
            )}
          </span>
        </td>
      )}
    </tr>
  );
}
