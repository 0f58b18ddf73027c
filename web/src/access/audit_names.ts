// The names of what entries of the audit trail were done to: an entry keeps an id, people know a name.
import { useMemo } from "react";
import { methods } from "@/api/client";
import type { AuditEntry } from "@/api/generated/schema";
import { largestPage, useApi } from "@/api/query";
import { useMay } from "@/api/session";

const mostIds = 100; // of which a filter's text can speak

/// A filter for those of the entries' subjects that are of this kind; undefined: there are none.
export function idsFilter(entries: readonly AuditEntry[], kind: RegExp): string | undefined {
  const ids = entries.filter((entry) => kind.test(entry.kind) && entry.subject).map((entry) => entry.subject);
  const some = [...new Set(ids)].slice(0, mostIds);
  return some.length > 0 ? `id:${some.join(",")}` : undefined;
}

/// What the entry itself says of a name, or what the console knows under its id.
export function nameOfSubject(entry: AuditEntry, names: ReadonlyMap<string, string>): string {
  const known = names.get(entry.subject);
  if (known) return known;
  try {
    const details = JSON.parse(entry.detail_json || "{}") as Record<string, unknown>;
    const said = details.name ?? details.account;
    return typeof said === "string" ? said : "";
  } catch {
    return "";
  }
}

export function useSubjectNames(entries: readonly AuditEntry[]): ReadonlyMap<string, string> {
  const deviceFilter = idsFilter(entries, /^(directory\.device|monitoring\.)/),
    ticketFilter = idsFilter(entries, /^helpdesk\.ticket/);
  const keep = { staleTime: 300_000 };
  const devices = useApi(
    methods.listDevices,
    { filter: deviceFilter ? `${deviceFilter} life:active,retired` : "", page_size: mostIds },
    { ...keep, enabled: useMay("device.read") && deviceFilter !== undefined },
  ).data?.devices;
  const tickets = useApi(
    methods.listTickets,
    { filter: ticketFilter ?? "", page_size: mostIds },
    { ...keep, enabled: useMay("ticket.read") && ticketFilter !== undefined },
  ).data?.tickets;
  const clients = useApi(methods.listClients, { page_size: largestPage }, { ...keep, enabled: useMay("client.read") }).data?.clients;
  const accounts = useApi(methods.listAccounts, { page_size: largestPage }, { ...keep, enabled: useMay("account.read") }).data?.accounts;
  const channels = useApi(methods.listChannels, { page_size: largestPage }, { ...keep, enabled: useMay("channel.read") }).data?.channels;
  return useMemo(
    () =>
      new Map<string, string>(
        [
          devices?.map((one) => [one.device_id, one.name ?? ""] as const),
          tickets?.map((one) => [one.ticket_id, `${one.reference} ${one.title}`] as const),
          clients?.map((one) => [one.client_id, one.name ?? ""] as const),
          accounts?.map((one) => [one.account_id, one.name ?? ""] as const),
          channels?.map((one) => [one.channel_id, one.name ?? ""] as const),
        ].flatMap((known) => known ?? []),
      ),
    [devices, tickets, clients, accounts, channels],
  );
}
