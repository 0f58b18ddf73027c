// Who knew first, on the client's page.
import type { Client } from "@/api/generated/schema";
import { ClientFigures } from "./client_figures";

export default function ClientAside({ client }: { client: Client }) {
  return <ClientFigures clientId={client.client_id} zone={client.zone} />;
}
