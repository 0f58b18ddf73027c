// On the client's page: whose mail counts as this client's, by the domain behind the @.
import { useState, type FormEvent } from "react";
import { AtSign, X } from "lucide-react";
import { methods } from "@/api/client";
import type { Client } from "@/api/generated/schema";
import { useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { Button, IconButton } from "@/ui/button";
import { Failed, ProblemLine } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { Section } from "@/ui/panel";
import { Moment } from "@/ui/time";
import { sayProblem } from "@/ui/toast";

export default function MailDomains({ client: { client_id: clientId, name } }: { client: Client }) {
  const may = useMay("client.read"),
    write = useMay("client.write");
  const [domain, setDomain] = useState("");
  const query = useApi(methods.listMailDomains, { client_id: clientId }, { enabled: may });
  const add = useChange(methods.addMailDomain, [methods.listMailDomains], { onSuccess: () => setDomain("") });
  const remove = useChange(methods.removeMailDomain, [methods.listMailDomains], {
    onError: (error) => sayProblem("It was not removed.", error),
  });
  if (!may) return null;
  const domains = query.data?.domains ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (domain.trim()) add.mutate({ client_id: clientId, domain: domain.trim() });
  };
  return (
    <Section title="Mail domains">
      <p className="mb-2 text-dim">Mail of people whom we do not know becomes a ticket of {name} when it comes from one of these.</p>
      {query.isError && !query.data && <Failed what="the mail domains" error={query.error} retry={() => void query.refetch()} />}
      {query.data && domains.length === 0 && <p className="mb-2 text-dim">None yet: only people with an address here are recognised.</p>}
      {domains.length > 0 && (
        <ul aria-label="Mail domains" className="mb-2 divide-y divide-line rounded-lg border border-line">
          {domains.map((one) => (
            <li key={one.domain} className="flex min-w-0 items-center gap-2 px-3 py-1">
              <AtSign size={14} aria-hidden className="shrink-0 text-dim" />
              <span className="truncate font-medium">{one.domain}</span>
              <span className="ml-auto shrink-0 text-xs text-dim">
                since <Moment at={one.added_at_unix_ms} />
              </span>
              {write && (
                <IconButton
                  icon={X}
                  label={`Remove ${one.domain}`}
                  onClick={() => remove.mutate({ client_id: clientId, domain: one.domain })}
                />
              )}
            </li>
          ))}
        </ul>
      )}
      {write && (
        <form onSubmit={submit} className="flex items-start gap-2" noValidate>
          <div className="min-w-0 flex-1">
            <TextField
              label="New mail domain"
              hideLabel
              placeholder="example.org"
              value={domain}
              autoCapitalize="none"
              onChange={(event) => setDomain(event.target.value)}
              error={add.error?.field("domain")}
            />
          </div>
          <Button type="submit" busy={add.isPending} disabled={!domain.trim()}>
            Add
          </Button>
        </form>
      )}
      {add.isError && !add.error.field("domain") && (
        <div className="mt-2">
          <ProblemLine error={add.error} />
        </div>
      )}
    </Section>
  );
}
