// A person's accounts at OpenID providers: by which they may sign in here.
import { useState } from "react";
import { Link2 } from "lucide-react";
import { methods } from "@/api/client";
import { largestPage, useApi, useChange } from "@/api/query";
import { useSession } from "@/api/session";
import { Button } from "@/ui/button";
import { Failed, Loading, NoneYet, ProblemLine } from "@/ui/empty";
import { Section, Table } from "@/ui/panel";
import { Ago, Moment } from "@/ui/time";
import { say, sayProblem } from "@/ui/toast";
import { linkAt } from "./provider_visit";

export function Identities() {
  const clientId = useSession()?.client_ids[0] ?? "";
  const ways = useApi(methods.listSignInWays, { client_id: clientId }, { staleTime: 60_000 }).data?.providers ?? [];
  const query = useApi(methods.listIdentities, { page_size: largestPage });
  const remove = useChange(methods.removeIdentity, [methods.listIdentities], {
    onSuccess: () => say("Unlinked."),
    onError: (error) => sayProblem("It is still linked.", error),
  });
  const [error, setError] = useState<unknown>();
  if (ways.length === 0 && (query.data?.identities ?? []).length === 0) return null;
  return (
    <Section
      title="Linked accounts"
      aside={ways.map((one) => (
        <Button key={one.provider_id} icon={Link2} onClick={() => void linkAt(one.provider_id).catch(setError)}>
          Link {one.name}
        </Button>
      ))}
    >
      {Boolean(error) && <ProblemLine error={error} />}
      {query.isPending ? (
        <Loading what="linked accounts" rows={1} />
      ) : query.isError ? (
        <Failed what="your linked accounts" error={query.error} retry={() => void query.refetch()} />
      ) : query.data.identities.length === 0 ? (
        <NoneYet icon={Link2} title="Nothing is linked yet.">
          Linking lets you sign in with that account instead of your password. Your second factor here stays.
        </NoneYet>
      ) : (
        <Table label="Linked accounts" head={["Account", "Used", ""]}>
          {query.data.identities.map((one) => (
            <tr key={one.identity_id}>
              <td>
                <span className="font-medium">{one.provider_name}</span>
                <span className="block text-xs text-dim">
                  <span className="break-all">{one.email || "no address"}</span>, since <Moment at={one.created_at_unix_ms} />
                </span>
              </td>
              <td className="whitespace-nowrap">
                <Ago at={one.last_used_at_unix_ms} />
              </td>
              <td className="text-end">
                <Button tone="danger" onClick={() => remove.mutate({ identity_id: one.identity_id })}>
                  Unlink
                </Button>
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Section>
  );
}
