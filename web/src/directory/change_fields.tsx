import type { Device } from "@/api/generated/schema";
import { methods } from "@/api/client";
import { useApi } from "@/api/query";
import { useClients } from "@/app/client_filter";
import { SelectField, TextField } from "@/ui/field";
import type { ChangeForm, ChangeKind } from "./device_changes";
import { WindowFields, windowReady } from "./window_fields";

export const criticalities = [
  { value: "C1", label: "C1: the business stops without it" },
  { value: "C2", label: "C2: a team stops" },
  { value: "C3", label: "C3: an inconvenience" },
  { value: "C4", label: "C4: a spare or a lab machine" },
];

export function changeReady(kind: ChangeKind, form: ChangeForm): boolean {
  if (kind === "maintenance") return windowReady(form.window);
  if (kind === "move") return form.clientId !== "";
  return kind !== "criticality" || form.criticality !== "";
}

export function ChangeFields({
  kind,
  form,
  change,
  devices,
}: {
  kind: ChangeKind;
  form: ChangeForm;
  change: (form: ChangeForm) => void;
  devices: readonly Device[];
}) {
  const set = (part: Partial<ChangeForm>) => change({ ...form, ...part });
  switch (kind) {
    case "maintenance":
      return <WindowFields form={form.window} change={(window) => set({ window })} />;
    case "criticality":
      return (
        <SelectField
          label="Criticality"
          choices={criticalities}
          value={form.criticality}
          onChange={(event) => set({ criticality: event.target.value })}
          help="It decides how urgent an alert is."
          autoFocus
        />
      );
    case "move":
      return (
        <>
          <PlaceFields clientId={form.clientId} siteId={form.siteId} change={(clientId, siteId) => set({ clientId, siteId })} />
          {devices.some((device) => device.client_id !== form.clientId) && (
            <p className="text-dim">
              Alerts and tickets so far stay with the client that had them. The machine keeps its history and its agent.
            </p>
          )}
        </>
      );
    case "retire":
      return (
        <>
          <TextField
            label="Reason"
            value={form.reason}
            onChange={(event) => set({ reason: event.target.value })}
            placeholder="Replaced by a new machine"
            maxLength={500}
            autoFocus
          />
          <p className="text-dim">
            The agent is no longer heard, checks stop, history is kept. To bring the machine back it is enrolled again.
          </p>
        </>
      );
  }
}

/// A client and, if wanted, one of its sites.
export function PlaceFields({
  clientId,
  siteId,
  change,
  autoFocus = true,
}: {
  clientId: string;
  siteId: string;
  change: (clientId: string, siteId: string) => void;
  autoFocus?: boolean;
}) {
  const clients = useClients();
  const sites = useApi(methods.listSites, { client_id: clientId, order_by: "name", page_size: 1000 }, { enabled: clientId !== "" });
  const places = [{ value: "", label: "No site" }, ...(sites.data?.sites ?? []).map((site) => ({ value: site.site_id, label: site.name }))];
  return (
    <>
      <SelectField
        label="Client"
        value={clientId}
        onChange={(event) => change(event.target.value, "")}
        autoFocus={autoFocus}
        choices={[
          ...(clientId ? [] : [{ value: "", label: "Choose a client" }]),
          ...clients.map((client) => ({ value: client.client_id, label: client.name ?? "" })),
        ]}
      />
      <SelectField
        label="Site"
        value={siteId}
        disabled={!clientId}
        onChange={(event) => change(clientId, event.target.value)}
        choices={places}
      />
    </>
  );
}
