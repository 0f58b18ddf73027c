// What the machine is: hardware, system, packages, interfaces, disks, services. What is not known says why.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Device, DeviceInventory, InventoryFact } from "@/api/generated/schema";
import { useApi } from "@/api/query";
import { Button } from "@/ui/button";
import { useNow } from "@/ui/clock";
import { csvOf, download } from "@/ui/csv";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { bytes, count, counted, dayOf, measured } from "@/ui/format";
import { Facts, Section, Table } from "@/ui/panel";
import { Chip, State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { factGroups, factLabel, matching, supportOf } from "./inventory_words";

export function DeviceInventoryView({ device }: { device: Device }) {
  const query = useApi(methods.getInventory, { device_id: device.device_id });
  if (query.isError && !query.data) return <Failed what="the inventory" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading what="the inventory" rows={8} />;
  const inventory = query.data;
  if (inventory.observed_at_unix_ms === 0 && inventory.received_at_unix_ms === 0)
    return (
      <NoneYet title="No inventory was received yet.">
        <p>The agent sends it soon after it has been enrolled, and again when something changed.</p>
      </NoneYet>
    );
  return (
    <div className="space-y-6">
      <Observed inventory={inventory} />
      <div className="grid gap-6 @3xl:grid-cols-2">
        {factGroups(inventory.facts).map((group) => (
          <Section key={group.title} title={group.title}>
            <Facts rows={group.facts.map((fact) => [factLabel(fact.name), <Fact key={fact.name} fact={fact} />] as const)} />
          </Section>
        ))}
      </div>
      <Services inventory={inventory} isConnected={device.connected} />
      <Disks inventory={inventory} />
      <Interfaces inventory={inventory} />
      <Packages inventory={inventory} name={device.name} />
    </div>
  );
}

/// What is old is not known any more.
function Observed({ inventory }: { inventory: DeviceInventory }) {
  const now = useNow();
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-dim">
      {now >= inventory.stale_from_unix_ms && <State state="unknown" label="Unknown whether it is still so" />}
      <span>
        Observed <Ago at={inventory.observed_at_unix_ms} />, received <Ago at={inventory.received_at_unix_ms} />.
      </span>
    </p>
  );
}

function Fact({ fact }: { fact: InventoryFact }) {
  const now = useNow();
  if (!fact.text) return <span className="text-dim">unknown: {fact.unknown_reason || "not reported"}</span>;
  if (!fact.name.endsWith("support_end")) return <span title={fact.source || undefined}>{[fact.text, fact.unit].filter(Boolean).join(" ")}</span>;
  const support = supportOf(fact.text, now);
  const at = Date.parse(fact.text);
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2" title={fact.source || undefined}>
      {Number.isNaN(at) ? fact.text : dayOf(at)}
      {support === "over" && <State state="critical" label="no longer supported" />}
      {support === "soon" && <State state="warning" label="ends within half a year" />}
    </span>
  );
}

const firstRows = 12;

/// A long list: a search, the first rows, the rest on demand.
function useRows<Row>(rows: readonly Row[], texts: (row: Row) => readonly string[], label: string) {
  const [find, setFind] = useState("");
  const [all, setAll] = useState(false);
  const found = matching(rows, find, texts);
  const shown = all ? found : found.slice(0, firstRows);
  return {
    shown,
    search: rows.length > firstRows && (
      <div className="w-52">
        <TextField label={label} hideLabel placeholder={label} value={find} onChange={(event) => setFind(event.target.value)} />
      </div>
    ),
    more: (
      <div className="mt-2 flex items-center gap-3" aria-live="polite">
        {found.length === 0 && rows.length > 0 && <span className="text-dim">Nothing has that name.</span>}
        {found.length > shown.length && (
          <Button tone="quiet" onClick={() => setAll(true)}>
            Show all {count(found.length)}
          </Button>
        )}
      </div>
    ),
  };
}

/// Of a machine that is away nobody knows what runs now: what it said last stands there as that.
function Services({ inventory, isConnected }: { inventory: DeviceInventory; isConnected: boolean }) {
  const sorted = [...inventory.services].sort((a, b) => Number(b.watched) - Number(a.watched) || a.name.localeCompare(b.name));
  const { shown, search, more } = useRows(sorted, (row) => [row.name, row.kind], "Find a service");
  return (
    <Section title={`Services (${count(sorted.length)})`} aside={search}>
      {sorted.length === 0 ? (
        <p className="text-dim">No service was reported.</p>
      ) : (
        <Table label="Services" head={["Service", "Kind", "State", "Watched"]}>
          {shown.map((service) => (
            <tr key={`${service.kind} ${service.name}`}>
              <td className="font-medium break-all">{service.name}</td>
              <td>{service.kind || "other"}</td>
              <td>
                {isConnected ? (
                  <State
                    state={service.running ? "ok" : service.watched ? "critical" : "disabled"}
                    label={service.running ? "Running" : "Not running"}
                  />
                ) : (
                  <State state="unknown" label={service.running ? "Unknown; ran when last seen" : "Unknown; did not run when last seen"} />
                )}
              </td>
              <td>{service.watched ? "yes" : <span className="text-dim">no</span>}</td>
            </tr>
          ))}
        </Table>
      )}
      {more}
    </Section>
  );
}

function Disks({ inventory }: { inventory: DeviceInventory }) {
  if (inventory.disks.length === 0) return null;
  return (
    <Section title="Disks">
      <Table label="Disks" head={["Disk", "Model", "Size", "Kind"]}>
        {inventory.disks.map((disk) => (
          <tr key={disk.name}>
            <td className="font-medium">{disk.name}</td>
            <td>{disk.model || <span className="text-dim">not reported</span>}</td>
            <td>{bytes(Number(disk.size_bytes))}</td>
            <td>{disk.rotational ? "rotating" : "solid state"}</td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

function Interfaces({ inventory }: { inventory: DeviceInventory }) {
  if (inventory.interfaces.length === 0) return null;
  return (
    <Section title="Interfaces">
      <Table label="Interfaces" head={["Interface", "Addresses", "Hardware address", "Speed"]}>
        {inventory.interfaces.map((one) => (
          <tr key={one.name}>
            <td className="font-medium">{one.name}</td>
            <td className="break-all">{one.addresses.join(", ") || <span className="text-dim">none</span>}</td>
            <td className="mono">{one.mac}</td>
            <td>{Number(one.speed_bits) > 0 ? measured(Number(one.speed_bits), "bits/s") : <span className="text-dim">unknown</span>}</td>
          </tr>
        ))}
      </Table>
    </Section>
  );
}

function Packages({ inventory, name }: { inventory: DeviceInventory; name: string }) {
  const { shown, search, more } = useRows(inventory.packages, (row) => [row.name, row.version], "Find a package");
  const save = () =>
    download(
      `${name} packages.csv`,
      "text/csv;charset=utf-8",
      csvOf(
        ["package", "version", "architecture"],
        inventory.packages.map((one) => [one.name, one.version, one.architecture]),
      ),
    );
  return (
    <Section
      title={counted(inventory.packages.length, "package", "packages")}
      aside={
        <>
          {search}
          {inventory.packages.length > 0 && <Button onClick={save}>Save as CSV</Button>}
        </>
      }
    >
      {inventory.packages.length === 0 ? (
        <p className="text-dim">No package was reported.</p>
      ) : (
        <Table label="Packages" head={["Package", "Version", "Architecture"]}>
          {shown.map((one) => (
            <tr key={`${one.name} ${one.architecture}`}>
              <td className="font-medium break-all">{one.name}</td>
              <td className="break-all">{one.version}</td>
              <td>
                <Chip>{one.architecture || "any"}</Chip>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {more}
    </Section>
  );
}
