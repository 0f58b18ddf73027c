// Which of a client's people may sign in to the portal, and inviting them.
import { useState } from "react";
import { DoorOpen } from "lucide-react";
import { methods } from "@/api/client";
import type { Account, Client, Person } from "@/api/generated/schema";
import { largestPage, useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button } from "@/ui/button";
import { FormDialog } from "@/ui/dialog";
import { CheckField } from "@/ui/field";
import { Table } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { ShowLink } from "./link_dialog";
import { RoleChips } from "./role_chips";

interface Shown {
  client: Client;
  people: readonly Person[];
}

const addressOf = (text: string | undefined) => (text ?? "").trim().toLowerCase();

export default function PortalAccess({ client, people }: Shown) {
  const sees = useMay("account.read");
  const may = useMay("account.write");
  const [inviting, setInviting] = useState<Person>();
  const accounts = useApi(methods.listAccounts, { page_size: largestPage }, { enabled: sees && people.length > 0 }).data?.accounts;
  if (!sees || !accounts || people.length === 0) return null;
  const accountOf = (person: Person): Account | undefined => {
    const address = addressOf(person.email);
    return address ? accounts.find((one) => addressOf(one.email) === address) : undefined;
  };
  return (
    <div className="mt-3">
      <h3 className="mb-1 font-medium">May sign in to the portal</h3>
      <Table label="Portal access" head={["Name", "Access", "Signed in", ""]}>
        {people.map((person) => {
          const account = accountOf(person);
          return (
            <tr key={person.person_id}>
              <td>{person.name}</td>
              <td>
                {account ? (
                  <span className="flex flex-wrap items-center gap-1">
                    <State state={account.status} />
                    <RoleChips roles={account.roles} />
                  </span>
                ) : (
                  <span className="text-dim">{person.email ? "not invited" : "has no address"}</span>
                )}
              </td>
              <td className="whitespace-nowrap">{account ? <Ago at={account.last_sign_in_at_unix_ms} /> : null}</td>
              <td className="text-end">
                {may && !account && person.email && (
                  <Button icon={DoorOpen} onClick={() => setInviting(person)}>
                    Invite to the portal
                  </Button>
                )}
              </td>
            </tr>
          );
        })}
      </Table>
      {inviting && <Invite client={client} person={inviting} onClose={() => setInviting(undefined)} />}
    </div>
  );
}

function Invite({ client, person, onClose }: { client: Client; person: Person; onClose: () => void }) {
  const roles = useApi(methods.listRoles, {}, { staleTime: 300_000 }).data?.roles.filter((role) => role.side === "client") ?? [];
  const [chosen, setChosen] = useState<readonly string[]>(["CUS"]);
  const invite = useChange(methods.createAccount, [methods.listAccounts]);
  const toggle = (code: string) => setChosen(chosen.includes(code) ? chosen.filter((one) => one !== code) : [...chosen, code]);
  const name = person.name ?? "";
  if (invite.data)
    return <ShowLink name={name} link={invite.data.sign_in_link} expires={invite.data.link_expires_at_unix_ms} onClose={onClose} />;
  return (
    <FormDialog
      title={`Invite ${name} to the portal`}
      description={`${person.email} sees ${client.name} alone. You get a one-time link to hand over; a link by mail works from then on, too.`}
      submit="Invite"
      onSubmit={() =>
        invite.mutate({ name, email: person.email ?? "", roles: [...chosen], all_clients: false, client_ids: [client.client_id] })
      }
      onClose={onClose}
      busy={invite.isPending}
      error={invite.error}
      disabled={chosen.length === 0}
    >
      <fieldset>
        <legend className="mb-1 font-medium">Roles</legend>
        <div className="space-y-1.5">
          {roles.map((role) => (
            <CheckField
              key={role.code}
              label={
                <>
                  {role.name} <span className="text-dim">{role.code}</span>
                </>
              }
              checked={chosen.includes(role.code)}
              onChange={() => toggle(role.code)}
            />
          ))}
        </div>
      </fieldset>
    </FormDialog>
  );
}
