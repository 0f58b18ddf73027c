import { useState } from "react";
import { methods } from "@/api/client";
import type { Site } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { FormDialog } from "@/ui/dialog";
import { TextArea, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { ZoneField } from "./zone_field";

const touched = [methods.listSites, methods.listClients, methods.getClient];

/// Without `site` it makes a new one.
export function SiteDialog({ clientId, site, zone, onClose }: { clientId: string; site?: Site; zone: string; onClose: () => void }) {
  const [form, setForm] = useState({ name: site?.name ?? "", address: site?.address ?? "", zone: site?.zone || zone });
  const done = {
    onSuccess: () => {
      onClose();
      say(`Saved ${form.name}.`);
    },
  };
  const create = useChange(methods.createSite, touched, done),
    update = useChange(methods.updateSite, touched, done);
  const change = site ? update : create;
  const set = (part: Partial<typeof form>) => setForm({ ...form, ...part });
  const submit = () =>
    site
      ? update.mutate({ site_id: site.site_id, ...form, name: form.name.trim() })
      : create.mutate({ client_id: clientId, ...form, name: form.name.trim() });
  return (
    <FormDialog
      title={site ? "Edit the site" : "Add a site"}
      submit={site ? "Save" : "Add site"}
      onSubmit={submit}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
      disabled={!form.name.trim()}
    >
      <TextField
        label="Name"
        value={form.name}
        onChange={(event) => set({ name: event.target.value })}
        maxLength={200}
        error={change.error?.field("name")}
        autoFocus
      />
      <TextArea
        label="Address"
        value={form.address}
        onChange={(event) => set({ address: event.target.value })}
        maxLength={1000}
        error={change.error?.field("address")}
      />
      <ZoneField value={form.zone} onChange={(next) => set({ zone: next })} error={change.error?.field("zone")} />
    </FormDialog>
  );
}
