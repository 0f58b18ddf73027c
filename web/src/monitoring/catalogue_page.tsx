// The published checks: what they watch, from which level, for how long, and what deviates from them.
import { useState } from "react";
import { ChevronRight } from "lucide-react";
import { methods } from "@/api/client";
import type { CatalogueCheck } from "@/api/generated/schema";
import { largestPage, useApi } from "@/api/query";
import { useClients } from "@/app/client_filter";
import { usePageSearch } from "@/app/search";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { SelectField, TextField } from "@/ui/field";
import { counted, span } from "@/ui/format";
import { Facts, Page, Section } from "@/ui/panel";
import { Chip, Priority } from "@/ui/status";
import { useTitle } from "@/ui/title";
import { clearText, holdsOf, holdText, levelsText, lowerIsWorse, noDataText } from "./check_words";
import { ExemptionList } from "./exemption_list";
import { matching } from "./inventory_words";

export default function CataloguePage() {
  useTitle("Check catalogue");
  const [search, change] = usePageSearch();
  const query = useApi(methods.listCatalogue, { page_size: largestPage }, { staleTime: 300_000 });
  const [find, setFind] = useState("");
  const clients = useClients();
  const client = search.client ?? "";
  if (query.isError && !query.data) return <Failed what="the check catalogue" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading what="the check catalogue" rows={10} />;
  const checks = matching(query.data.checks, find, (check) => [check.check, check.name, check.applies_to, check.metric, check.plain_text]);
  return (
    <Page>
      <Section
        title={counted(query.data.checks.length, "check", "checks")}
        aside={
          <>
            <span className="text-dim">Catalogue version {query.data.version}</span>
            <div className="w-48">
              <TextField
                label="Find a check"
                hideLabel
                placeholder="Find a check"
                value={find}
                onChange={(event) => setFind(event.target.value)}
              />
            </div>
          </>
        }
      >
        <p className="mb-3 max-w-prose text-dim">
          Checks are shipped with the product and change with its versions. Where one does not fit, a dated exemption changes it for a
          client, a device or an item.
        </p>
        {checks.length === 0 && <NoneYet title="No check matches these words." />}
        <div className="divide-y divide-line/70 rounded-lg border border-line empty:hidden">
          {checks.map((check) => (
            <CheckRow
              key={check.check}
              check={check}
              open={search.open === check.check}
              toggle={(open) => change({ open: open ? check.check : "" })}
            />
          ))}
        </div>
      </Section>
      {clients.length > 1 && (
        <div className="w-64">
          <SelectField
            label="Exemptions of"
            value={client}
            onChange={(event) => change({ client: event.target.value })}
            choices={[{ value: "", label: "All clients" }, ...clients.map((one) => ({ value: one.client_id, label: one.name ?? "" }))]}
          />
        </div>
      )}
      <ExemptionList key={client} clientId={client || (clients.length === 1 ? clients[0].client_id : undefined)} />
    </Page>
  );
}

function CheckRow({ check, open, toggle }: { check: CatalogueCheck; open: boolean; toggle: (open: boolean) => void }) {
  const lower = lowerIsWorse(check);
  return (
    <div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => toggle(!open)}
        className="flex min-h-9 w-full flex-wrap items-center gap-x-3 gap-y-0.5 px-3 py-1.5 text-start hover:bg-hover"
      >
        <ChevronRight size={14} aria-hidden className={`shrink-0 text-dim ${open ? "rotate-90" : ""}`} />
        <span className="w-9 shrink-0 text-dim">{check.check}</span>
        <span className="min-w-40 flex-1 font-medium">{check.name}</span>
        <span className="basis-72 text-dim max-md:basis-full max-md:ps-[26px]">
          {levelsText(check, check.unit, check.metric, lower, holdsOf(check)) || "no levels"}
        </span>
        <span className="w-32 shrink-0 text-end max-md:w-auto">
          <Chip>{check.applies_to.split(", ").length >= 3 ? "every device" : check.applies_to}</Chip>
        </span>
      </button>
      {open && (
        <div className="grid gap-x-8 gap-y-4 px-3 pt-1 pb-4 md:grid-cols-2 md:ps-11">
          <div className="space-y-2">
            <p className="max-w-prose">{check.plain_text}</p>
            <p className="text-xs text-dim">Braces stand for what the alert names: the device, the item, the value.</p>
          </div>
          <Facts
            rows={[
              [
                "Metric",
                check.metric ? (
                  <code key="metric" className="mono break-all">
                    {check.metric}
                  </code>
                ) : (
                  "events and silence"
                ),
              ],
              ["Levels", levelsText(check, check.unit, check.metric, lower, holdsOf(check)) || "none"],
              ["Clears", clearText(check, check.unit, check.metric, lower).replace(/^clears: /, "") || "when it is over"],
              ["Warning counts", holdText(check.hold_warning_s, check.sampling)],
              ["Critical counts", holdText(check.hold_critical_s, check.sampling)],
              ["Measured", check.interval_s > 0 ? `every ${span(check.interval_s * 1000)}` : "as it happens"],
              ["No data", noDataText(check.no_data_policy)],
              [
                "Priority",
                <span key="priority" className="flex items-center gap-2">
                  {check.priority_warning && (
                    <>
                      warning <Priority value={check.priority_warning} />
                    </>
                  )}
                  {check.priority_critical && (
                    <>
                      critical <Priority value={check.priority_critical} />
                    </>
                  )}
                </span>,
              ],
              ["Runbook", check.runbook || "none"],
              ["Version", String(check.version)],
            ]}
          />
        </div>
      )}
    </div>
  );
}
