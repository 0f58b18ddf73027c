// One-off maintenance windows: while one is open, nobody is called about what it covers.
import { Link } from "@tanstack/react-router";
import { Plus, Wrench } from "lucide-react";
import { methods } from "@/api/client";
import type { MaintenanceWindow } from "@/api/generated/schema";
import { useApiPages, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { forClient, useClientId, usePageSearch } from "@/app/search";
import { Button } from "@/ui/button";
import { More } from "@/ui/more";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { useKeys } from "@/ui/keys";
import { Page, Section, Table } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago, Moment, Until } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { say } from "@/ui/toast";
import { NewWindow } from "./new_window";

export default function MaintenancePage() {
  useTitle("Maintenance");
  const [search, change] = usePageSearch();
  const may = useMay("maintenance.write");
  const client = useClientId();
  const query = useApiPages(methods.listMaintenanceWindows, { filter: forClient("", client) }, (answer) => answer.maintenance_windows);
  const make = () => change({ make: "window" }, true);
  useKeys(may ? [{ keys: "c", label: "Plan maintenance", run: make }] : []);
  const open = query.rows.filter((window) => window.state === "active" || window.state === "announced");
  const over = query.rows.filter((window) => !open.includes(window));
  return (
    <Page>
      <Section
        title="Open and planned"
        aside={
          may && (
            <Button tone="primary" icon={Plus} keys="c" onClick={make}>
              Plan maintenance
            </Button>
          )
        }
      >
        {query.isPending ? (
          <Loading what="maintenance" rows={3} />
        ) : query.isError ? (
          <Failed what="maintenance" error={query.error} retry={() => void query.refetch()} />
        ) : open.length === 0 ? (
          <NoneYet icon={Wrench} title="No maintenance is open or planned.">
            <p>While a window is open, measuring goes on, what it covers is held back, and nobody is called.</p>
            {may && (
              <Button icon={Plus} onClick={make}>
                Plan maintenance
              </Button>
            )}
          </NoneYet>
        ) : (
          <Windows label="Open and planned" windows={open} may={may} />
        )}
      </Section>
      {over.length > 0 && (
        <Section title="Over">
          <Windows label="Over" windows={over} may={false} />
          <More of={query} className="mt-3">Show older ones</More>
        </Section>
      )}
      {search.make === "window" && <NewWindow onClose={() => change({ make: "", device: "" })} />}
    </Page>
  );
}

const covers = (window: MaintenanceWindow) => {
  if (window.device_id)
    return (
      <Link to="/devices/$device_id" params={{ device_id: window.device_id }} className="link">
        {window.device_name || "A device"}
      </Link>
    );
  return window.site_id ? `Site ${window.site_name}` : "The whole client";
};

function Windows({ label, windows, may }: { label: string; windows: readonly MaintenanceWindow[]; may: boolean }) {
  const end = useChange(methods.endMaintenanceWindow, [methods.listMaintenanceWindows, methods.listAlerts, methods.listNow], {
    onSuccess: (window) =>
      say(
        window.state === "cancelled" ? "The window will not open." : "The window is closed. What is still bad is told after three minutes.",
      ),
  });
  return (
    <Table label={label} head={["State", "What", "Client", "Begins", "Ends", "Why", ...(may ? [""] : [])]}>
      {windows.map((window) => (
        <tr key={window.maintenance_window_id}>
          <td>
            <State state={window.state} />
          </td>
          <td className="font-medium">{covers(window)}</td>
          <td>{window.client_name}</td>
          <td className="whitespace-nowrap">
            {window.state === "announced" ? <Until at={window.starts_at_unix_ms} /> : <Moment at={window.starts_at_unix_ms} />}
          </td>
          <td className="whitespace-nowrap">
            {window.state === "active" ? (
              <Until at={window.ends_at_unix_ms} />
            ) : window.state === "completed" ? (
              <Ago at={window.ends_at_unix_ms} />
            ) : (
              <Moment at={window.ends_at_unix_ms} />
            )}
          </td>
          <td className="min-w-40">
            {window.reason}
            <span className="text-xs text-dim"> {window.created_by}</span>
          </td>
          {may && (
            <td className="text-end">
              <Button onClick={() => end.mutate({ maintenance_window_id: window.maintenance_window_id })}>
                {window.state === "active" ? "End now" : "Cancel"}
              </Button>
            </td>
          )}
        </tr>
      ))}
    </Table>
  );
}
