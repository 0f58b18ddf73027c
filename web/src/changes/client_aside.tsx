import type { Client } from "@/api/generated/schema";
import { ShortList } from "./short_list";

export default function ClientAside({ client }: { client: Client }) {
  return <ShortList filter={`client_id:${client.client_id}`} />;
}
