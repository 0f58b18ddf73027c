import { useState } from "react";
import { methods } from "@/api/client";
import type { Account } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useClients } from "@/app/client_filter";
import { FormDialog } from "@/ui/dialog";
import { CheckField, SelectField, TextField } from "@/ui/field";
import { say } from "@/ui/toast";
import { ShowLink } from "./link_dialog";

const touched = [methods.listAccounts, methods.listQueues];

/// Invites somebody, or changes what they may do.
export function PersonDialog({ account, onClose }: { account?: Account; onClose: () => void }) {
  const [name, setName] = useState(account?.name ?? "");
  const [email, setEmail] = useState(account?.email ?? "");
  const [roles, setRoles] = useState<readonly string[]>(account?.roles ?? []);
  const [all, setAll] = useState(account?.all_clients ?? true);
  const [clientIds, setClientIds] = useState<readonly string[]>(account?.client_ids ?? []);
  const [status, setStatus] = useState(account?.status ?? "");
  const invite = useChange(methods.createAccount, touched);
  const update = useChange(methods.updateAccount, touched, {
    onSuccess: () => {
      say("Changed.");
      onClose();
    },
  });
  const error = invite.error ?? update.error ?? undefined;
  if (invite.data)
    return <ShowLink name={name} link={invite.data.sign_in_link} expires={invite.data.link_expires_at_unix_ms} onClose={onClose} />;
  const rights = { roles: [...roles], all_clients: all, client_ids: all ? [] : [...clientIds] };
  const send = () => {
    if (account)
      update.mutate({
        account_id: account.account_id,
        name: name.trim(),
        ...rights,
        status: status === account.status ? undefined : status,
      });
    else invite.mutate({ name: name.trim(), email: email.trim(), ...rights });
  };
  const canDisable = account?.allowed_actions.includes("disable") || account?.allowed_actions.includes("enable");
  return (
    <FormDialog
      wide
      title={account ? `Change ${account.name}` : "Invite a person"}
      submit={account ? "Save" : "Invite"}
      onSubmit={send}
      onClose={onClose}
      busy={invite.isPending || update.isPending}
      error={error}
      disabled={!name.trim() || (!account && !email.trim()) || roles.length === 0}
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <TextField
          label="Name"
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={error?.field("name")}
          maxLength={200}
          autoFocus
          autoComplete="off"
        />
        <TextField
          label="E-mail"
          type="email"
          value={email}
          disabled={Boolean(account)}
          onChange={(event) => setEmail(event.target.value)}
          error={error?.field("email")}
          autoComplete="off"
        />
      </div>
      <Roles chosen={roles} onChange={setRoles} error={error?.field("roles")} />
      <fieldset>
        <legend className="mb-1 font-medium">Clients</legend>
        <CheckField label="All clients, later ones included" checked={all} onChange={(event) => setAll(event.target.checked)} />
        {!all && <ClientChoice chosen={clientIds} onChange={setClientIds} />}
        {error?.field("client_ids") && (
          <p role="alert" className="text-xs text-crit">
            {error.field("client_ids")}
          </p>
        )}
      </fieldset>
      {account && canDisable && (
        <SelectField
          label="Status"
          choices={[
            { value: account.status === "disabled" ? "active" : account.status, label: "May sign in" },
            { value: "disabled", label: "Disabled: may not sign in, sessions end" },
          ]}
          value={status}
          onChange={(event) => setStatus(event.target.value)}
        />
      )}
    </FormDialog>
  );
}

function Roles({ chosen, onChange, error }: { chosen: readonly string[]; onChange: (roles: readonly string[]) => void; error?: string }) {
  const { data } = useApi(methods.listRoles, {}, { staleTime: 300_000 });
  const toggle = (code: string) => onChange(chosen.includes(code) ? chosen.filter((role) => role !== code) : [...chosen, code]);
  return (
    <fieldset>
      <legend className="mb-1 font-medium">Roles</legend>
      <div className="grid max-h-52 gap-x-4 gap-y-1.5 overflow-auto sm:grid-cols-2">
        {(data?.roles ?? []).map((role) => (
          <CheckField
            key={role.code}
            label={
              <>
                {role.name} <span className="text-dim">{role.code}</span>
              </>
            }
            help={role.side === "client" ? "A client's person" : undefined}
            checked={chosen.includes(role.code)}
            onChange={() => toggle(role.code)}
          />
        ))}
      </div>
      {error && (
        <p role="alert" className="mt-1 text-xs text-crit">
          {error}
        </p>
      )}
    </fieldset>
  );
}

export function ClientChoice({ chosen, onChange }: { chosen: readonly string[]; onChange: (ids: readonly string[]) => void }) {
  const clients = useClients();
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <div className="mt-2 grid max-h-44 gap-x-4 gap-y-1.5 overflow-auto rounded-lg border border-line p-2 sm:grid-cols-2">
      {clients.map((client) => (
        <CheckField
          key={client.client_id}
          label={client.name}
          checked={chosen.includes(client.client_id)}
          onChange={() => toggle(client.client_id)}
        />
      ))}
    </div>
  );
}
