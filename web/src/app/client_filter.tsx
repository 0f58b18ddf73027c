import { Building2, X } from "lucide-react";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useMay } from "@/api/session";
import { useCalm } from "@/api/calm";
import { IconButton } from "@/ui/button";
import { usePageSearch } from "./search";

/// The clients that can be chosen anywhere, by name. A thousand is the page limit of the API; beyond
/// it the palette finds clients by name.
export function useClients(when = true) {
  const may = useMay("client.read") && when;
  const answer = useApi(methods.listClients, { order_by: "name", page_size: 1000 }, { enabled: may, staleTime: 60_000 });
  return answer.data?.clients ?? [];
}

/// Narrows the whole console to one client. Not shown when there is only one.
export function ClientFilter() {
  const [search, change] = usePageSearch();
  const clients = useClients(useCalm());
  if (clients.length < 2 && !search.client) return null;
  return (
    <span
      className={`flex min-w-0 items-center rounded-md border max-sm:shrink-0 ${search.client ? "border-accent bg-sel" : "border-line max-sm:border-transparent"}`}
    >
      <label className="relative flex h-7 min-w-0 items-center coarse:h-11">
        <span className="sr-only">Client</span>
        <Building2 size={14} aria-hidden className="pointer-events-none absolute left-2 text-dim" />
        <select
          value={search.client ?? ""}
          onChange={(event) => change({ client: event.target.value, open: "" }, true)}
          className={`h-full min-w-0 appearance-none truncate rounded-md bg-transparent pr-2 pl-7 outline-offset-0 sm:w-36 max-sm:text-transparent
            max-sm:[&>option]:text-ink ${search.client ? "max-sm:w-14" : "max-sm:w-8"}`}
        >
          <option value="">All clients</option>
          {clients.map((client) => (
            <option key={client.client_id} value={client.client_id}>
              {client.name}
            </option>
          ))}
        </select>
      </label>
      {search.client && <IconButton icon={X} label="Show all clients" onClick={() => change({ client: "" }, true)} />}
    </span>
  );
}
