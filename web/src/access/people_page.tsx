// Who may sign in, with which roles, to which clients.
import { useState } from "react";
import { KeyRound, MonitorSmartphone, UserPlus, Users } from "lucide-react";
import { methods } from "@/api/client";
import type { Account } from "@/api/generated/schema";
import { useApiPages } from "@/api/query";
import { useMay, useSession } from "@/api/session";
import { useClients } from "@/app/client_filter";
import { Button } from "@/ui/button";
import { More } from "@/ui/more";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { Page, Section, Table } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { LinkDialog } from "./link_dialog";
import { PersonDialog } from "./person_dialog";
import { AccountSessions } from "./sessions";
import { RoleChips } from "./role_chips";

export default function PeoplePage() {
  useTitle("People");
  const may = useMay("account.write");
  const me = useSession()?.account_id;
  const clients = useClients();
  const [changing, setChanging] = useState<Account | "new">();
  const [linking, setLinking] = useState<Account>();
  const [looking, setLooking] = useState<Account>();
  const query = useApiPages(methods.listAccounts, { order_by: "name" }, (answer) => answer.accounts);
  const nameOf = (id: string) => clients.find((client) => client.client_id === id)?.name ?? "a client";
  if (query.isPending)
    return (
      <Page>
        <Loading what="people" />
      </Page>
    );
  if (query.isError) return <Failed what="the people" error={query.error} retry={() => void query.refetch()} />;
  return (
    <Page>
      <Section
        title="People who may sign in"
        aside={
          may && (
            <Button tone="primary" icon={UserPlus} onClick={() => setChanging("new")}>
              Invite a person
            </Button>
          )
        }
      >
        {query.rows.length === 0 ? (
          <NoneYet icon={Users} title="Nobody may sign in yet." />
        ) : (
          <Table label="People" head={["Name", "Roles", "Clients", "Status", "Second factor", "Signed in", ""]}>
            {query.rows.map((account) => (
              <tr key={account.account_id}>
                <td>
                  <span className="font-medium">{account.name}</span>
                  {account.account_id === me && <span className="text-dim"> (you)</span>}
                  <br />
                  <span className="text-xs text-dim">{account.email}</span>
                </td>
                <td>
                  <span className="flex flex-wrap gap-1">
                    <RoleChips roles={account.roles} />
                  </span>
                </td>
                <td>
                  {account.all_clients
                    ? "All"
                    : account.client_ids.slice(0, 2).map(nameOf).join(", ") +
                      (account.client_ids.length > 2 ? ` and ${account.client_ids.length - 2} more` : "")}
                </td>
                <td>
                  <State state={account.status} />
                </td>
                <td>
                  {account.second_factor_enrolled ? <State state="ok" label="Enrolled" /> : <State state="unknown" label="Not yet" />}
                </td>
                <td className="whitespace-nowrap">
                  <Ago at={account.last_sign_in_at_unix_ms} />
                </td>
                <td>
                  <span className="flex justify-end gap-1.5">
                    {account.status === "active" && (
                      <Button icon={MonitorSmartphone} onClick={() => setLooking(account)}>
                        Sessions
                      </Button>
                    )}
                    {account.allowed_actions.includes("create_link") && (
                      <Button icon={KeyRound} onClick={() => setLinking(account)}>
                        Link
                      </Button>
                    )}
                    {account.allowed_actions.includes("update") && <Button onClick={() => setChanging(account)}>Change</Button>}
                  </span>
                </td>
              </tr>
            ))}
          </Table>
        )}
        <More of={query} className="mt-3">Show more</More>
      </Section>
      {changing && <PersonDialog account={changing === "new" ? undefined : changing} onClose={() => setChanging(undefined)} />}
      {linking && <LinkDialog account={linking} onClose={() => setLinking(undefined)} />}
      {looking && (
        <AccountSessions account={looking} mayEnd={looking.allowed_actions.includes("update")} onClose={() => setLooking(undefined)} />
      )}
    </Page>
  );
}
