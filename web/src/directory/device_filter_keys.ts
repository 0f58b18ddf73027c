// What the device list can be filtered by; the keys of server/modules/directory/device_fields.cpp.
import { useMemo } from "react";
import { methods } from "@/api/client";
import { useCalm } from "@/api/calm";
import { useApi } from "@/api/query";
import type { FilterKey } from "@/ui/filter_words";
import type { DeviceRows } from "./device_rows";

const truths = ["true", "false"];
const ages = ["5m", "1h", "1d", "7d"];

export function deviceFilterKeys(
  clients: readonly string[],
  sites: readonly string[],
  systems: readonly string[],
  agents: readonly string[],
): FilterKey[] {
  return [
    { key: "status", hint: "Health", values: ["ok", "warning", "critical", "unknown"] },
    { key: "client", hint: "Client", values: clients },
    { key: "site", hint: "Site", values: sites },
    { key: "kind", hint: "Server, workstation, laptop", values: ["server", "workstation", "laptop"] },
    { key: "os", hint: "Operating system", values: systems },
    { key: "disk", hint: "Fullest volume, percent", numeric: true, values: ["80", "90"] },
    { key: "cpu", hint: "Processor, percent", numeric: true, values: ["80", "90"] },
    { key: "memory", hint: "Memory used, percent", numeric: true, values: ["80", "90"] },
    { key: "alerts", hint: "Open alerts", numeric: true, values: ["0"] },
    { key: "seen", hint: "Age of the last report", numeric: true, values: ages },
    { key: "criticality", hint: "C1 (highest) to C4", values: ["C1", "C2", "C3", "C4"] },
    { key: "name", hint: "Name; stars stand for anything" },
    { key: "hostname", hint: "Name that the machine gives itself" },
    { key: "person", hint: "Who works with it" },
    { key: "ip", hint: "Address; stars stand for anything" },
    { key: "agent", hint: "Agent's version", values: agents },
    { key: "connected", hint: "Agent's connection is open", values: truths },
    { key: "maintenance", hint: "In a maintenance window", values: truths },
    { key: "enrolled", hint: "Age of the enrolment", numeric: true, values: ages },
    { key: "life", hint: "Active or retired", values: ["active", "retired"] },
    { key: "demo", hint: "Demo data", values: truths },
  ];
}

const most = 500;
const unlike = (texts: readonly string[]) => [...new Set(texts.filter(Boolean))];

/// Systems and agents of the first rows are suggested too.
export function useDeviceFilterKeys(rows: DeviceRows | undefined): FilterKey[] {
  const enabled = useCalm();
  const clients = useApi(methods.listClients, { page_size: most, order_by: "name" }, { enabled, staleTime: 300_000 }).data?.clients;
  const sites = useApi(methods.listSites, { page_size: most, order_by: "name" }, { enabled, staleTime: 300_000 }).data?.sites;
  const length = Math.min(most, rows?.loadedCount ?? 0);
  return useMemo(() => {
    const seen = Array.from({ length }, (_, i) => rows?.at(i));
    return deviceFilterKeys(
      unlike((clients ?? []).map((client) => client.name ?? "")),
      unlike((sites ?? []).map((site) => site.name)),
      unlike(seen.map((device) => device?.os ?? "")),
      unlike(seen.map((device) => device?.agent_version ?? "")),
    );
  }, [clients, sites, rows, length]);
}

/// What is typed without a word that is not finished ("disk>"): asking with it would only be an error.
export const finishedPart = (text: string): string => text.replace(/(^|\s)-?(?:[a-z_]+(?::|>=|<=|>|<))?$/i, "").trim();
