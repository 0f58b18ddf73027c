import { useState } from "react";
import { methods } from "@/api/client";
import type { Provider } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { useClients } from "@/app/client_filter";
import { FormDialog } from "@/ui/dialog";
import { CheckField, SelectField, TextArea, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { groupLines, rolesIn } from "./group_roles";

const groupsHelp =
  "One a line: the group as the provider names it, a colon, the role: g-desk: TEC. They replace the roles of whoever signs in; " +
  "an owner's stay. Empty: roles are given here alone.";
const touched = [methods.listProviders, methods.listSignInWays];

/// Adds a provider, switched off until it was tried; or changes one.
export function ProviderDialog({ provider, onClose }: { provider?: Provider; onClose: () => void }) {
  const clients = useClients();
  const [name, setName] = useState(provider?.name ?? "");
  const [issuer, setIssuer] = useState(provider?.issuer ?? "");
  const [application, setApplication] = useState(provider?.application_id ?? "");
  const [secret, setSecret] = useState("");
  const [client, setClient] = useState(provider?.for_client_id ?? "");
  const [inside, setInside] = useState(provider?.allow_private_network ?? false);
  const [claim, setClaim] = useState(provider?.groups?.claim || "groups");
  const [groups, setGroups] = useState(groupLines(provider));
  const [signsOut, setSignsOut] = useState(provider?.signs_out ?? false);
  const done = () => {
    say(provider ? "Changed." : "Added. Test it, then switch it on.");
    onClose();
  };
  const create = useChange(methods.createProvider, touched, { onSuccess: done });
  const update = useChange(methods.updateProvider, touched, { etag: provider?.etag, onSuccess: done });
  const error = create.error ?? update.error ?? undefined;
  const send = () => {
    const said = {
      name: name.trim(),
      issuer: issuer.trim(),
      application_id: application.trim(),
      for_client_id: client,
      allow_private_network: inside,
      groups: { claim: claim.trim(), roles: rolesIn(groups) },
      signs_out: signsOut,
    };
    if (provider) update.mutate({ provider_id: provider.provider_id, ...said, application_secret: secret || undefined });
    else create.mutate({ ...said, application_secret: secret, enabled: false });
  };
  return (
    <FormDialog
      wide
      title={provider ? `Change ${provider.name}` : "Add a sign-in provider"}
      submit={provider ? "Save" : "Add"}
      onSubmit={send}
      onClose={onClose}
      busy={create.isPending || update.isPending}
      error={error}
      disabled={!name.trim() || !issuer.trim() || !application.trim()}
    >
      <TextField
        label="Name"
        help="Stands on the button: “Sign in with …”."
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={error?.field("name")}
        maxLength={60}
        autoFocus
        autoComplete="off"
      />
      <TextField
        label="Issuer"
        help="The address by which the provider calls itself. Its description is read from there."
        placeholder="https://login.example.org"
        value={issuer}
        onChange={(event) => setIssuer(event.target.value)}
        error={error?.field("issuer")}
        maxLength={500}
        autoComplete="off"
        className="mono"
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Application id"
          help="OAuth calls it client_id."
          value={application}
          onChange={(event) => setApplication(event.target.value)}
          error={error?.field("application_id")}
          maxLength={300}
          autoComplete="off"
          className="mono"
        />
        <TextField
          label="Application secret"
          help={provider?.has_secret ? "One is kept. Type to replace it." : "Leave it empty when the provider gave none."}
          type="password"
          value={secret}
          onChange={(event) => setSecret(event.target.value)}
          maxLength={1000}
          autoComplete="off"
        />
      </div>
      <SelectField
        label="For"
        value={client}
        choices={[
          { value: "", label: "Everybody" },
          ...clients.map((one) => ({ value: one.client_id, label: `People of ${one.name} only` })),
        ]}
        onChange={(event) => setClient(event.target.value)}
      />
      <CheckField
        label="It stands in our own network"
        help="Private addresses and plain http are allowed then."
        checked={inside}
        onChange={(event) => setInside(event.target.checked)}
      />
      <CheckField
        label="Sign out there as well"
        help={`Whoever signs out here is sent to the provider.${provider ? ` Enter ${provider.sign_out_address} there as the address after signing out.` : ""}`}
        checked={signsOut}
        onChange={(event) => setSignsOut(event.target.checked)}
      />
      <TextArea
        label="Roles by groups (optional)"
        help={groupsHelp}
        value={groups}
        onChange={(event) => setGroups(event.target.value)}
        error={error?.field("groups")}
        className="mono"
      />
      {groups.trim() !== "" && (
        <TextField
          label="Claim with the groups"
          value={claim}
          onChange={(event) => setClaim(event.target.value)}
          maxLength={100}
          autoComplete="off"
          className="mono"
        />
      )}
    </FormDialog>
  );
}
