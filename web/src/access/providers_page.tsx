// OpenID providers by which people may sign in: set up, tried, switched on.
import { useState } from "react";
import { CircleCheck, CircleX, FlaskConical, LogIn, Plus } from "lucide-react";
import { methods } from "@/api/client";
import type { Provider, TestProviderResponse } from "@/api/generated/schema";
import { largestPage, useApi, useChange } from "@/api/query";
import { useMay } from "@/api/session";
import { useClients } from "@/app/client_filter";
import { Button } from "@/ui/button";
import { CopyLine } from "@/ui/copy";
import { FormDialog } from "@/ui/dialog";
import { Failed, Loading, NoneYet, NotAllowed } from "@/ui/empty";
import { Facts, Page, Section } from "@/ui/panel";
import { Chip, State } from "@/ui/status";
import { useTitle } from "@/ui/title";
import { say, sayProblem } from "@/ui/toast";
import { ProviderDialog } from "./provider_dialog";

const touched = [methods.listProviders, methods.listSignInWays];

export default function ProvidersPage() {
  useTitle("Sign-in providers");
  const may = useMay("identity.configure");
  const query = useApi(methods.listProviders, { page_size: largestPage }, { enabled: may });
  const [editing, setEditing] = useState<Provider | "new">();
  if (!may) return <NotAllowed what="the sign-in providers" permission="identity.configure" />;
  if (query.isError) return <Failed what="the sign-in providers" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading what="sign-in providers" />;
  const add = (
    <Button tone="primary" icon={Plus} onClick={() => setEditing("new")}>
      Add a provider
    </Button>
  );
  return (
    <Page narrow>
      <Section title="Sign-in providers" aside={query.data.providers.length > 0 && add}>
        {query.data.providers.length === 0 ? (
          <NoneYet icon={LogIn} title="Everybody signs in with what they have here.">
            <p>
              With an OpenID provider, people sign in with their company&apos;s account. Nobody gets rights by it: a person links it, or is
              invited to the address that the provider has verified.
            </p>
            {add}
          </NoneYet>
        ) : (
          <div className="space-y-3">
            {query.data.providers.map((one) => (
              <ProviderCard key={one.provider_id} provider={one} edit={() => setEditing(one)} />
            ))}
          </div>
        )}
      </Section>
      {editing && <ProviderDialog provider={editing === "new" ? undefined : editing} onClose={() => setEditing(undefined)} />}
    </Page>
  );
}

function ProviderCard({ provider, edit }: { provider: Provider; edit: () => void }) {
  const clients = useClients();
  const [result, setResult] = useState<TestProviderResponse>();
  const [removing, setRemoving] = useState(false);
  const test = useChange(methods.testProvider, [], {
    onSuccess: setResult,
    onError: (error) => sayProblem("The provider could not be tried.", error),
  });
  const turn = useChange(methods.updateProvider, touched, {
    onSuccess: (after) => say(`${after.name} is ${after.enabled ? "on" : "off"}.`),
    onError: (error) => sayProblem("Nothing was changed.", error),
  });
  const remove = useChange(methods.deleteProvider, touched, { onSuccess: () => say("Removed, with all its links.") });
  const whose = clients.find((client) => client.client_id === provider.for_client_id)?.name ?? "a client";
  return (
    <article aria-label={provider.name} className="rounded-lg border border-line">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-2">
        <h3 className="min-w-0 font-medium break-words">{provider.name}</h3>
        {provider.for_client_id && <Chip>{whose}</Chip>}
        <State state={provider.enabled ? "ok" : "disabled"} label={provider.enabled ? "On" : "Switched off"} />
        <span className="ms-auto flex flex-wrap items-center gap-1">
          <Button icon={FlaskConical} busy={test.isPending} onClick={() => test.mutate({ provider_id: provider.provider_id })}>
            Test the configuration
          </Button>
          <Button onClick={() => turn.mutate({ provider_id: provider.provider_id, enabled: !provider.enabled })}>
            {provider.enabled ? "Switch off" : "Switch on"}
          </Button>
          <Button onClick={edit}>Change</Button>
          <Button tone="danger" onClick={() => setRemoving(true)}>
            Remove
          </Button>
        </span>
      </div>
      <div className="space-y-3 p-3">
        <Facts
          rows={[
            [
              "Issuer",
              <span key="i" className="mono break-all">
                {provider.issuer}
              </span>,
            ],
            [
              "Application",
              <span key="a" className="mono break-all">
                {provider.application_id}
                {provider.has_secret ? "" : " (without a secret)"}
              </span>,
            ],
            ["Linked people", `${provider.identities}`],
          ]}
        />
        <div>
          <p className="mb-1 text-dim">Redirect address, to be entered at the provider</p>
          <CopyLine text={provider.redirect_address} label="the redirect address" />
        </div>
        {result && <Checks result={result} />}
      </div>
      {removing && (
        <FormDialog
          title={`Remove ${provider.name}?`}
          description={
            provider.identities > 0
              ? `${provider.identities} people are linked through it and will have to sign in another way.`
              : "Nobody is linked through it."
          }
          submit="Remove"
          tone="danger"
          onSubmit={() => remove.mutate({ provider_id: provider.provider_id })}
          onClose={() => setRemoving(false)}
          busy={remove.isPending}
          error={remove.error}
        >
          {null}
        </FormDialog>
      )}
    </article>
  );
}

function Checks({ result }: { result: TestProviderResponse }) {
  return (
    <div role="status" aria-label="What the test found">
      <ul className="space-y-1.5 rounded-md border border-line bg-panel p-3">
        {result.checks.map((one) => (
        <li key={one.what} className="flex gap-2">
          {one.ok ? (
            <CircleCheck size={15} aria-hidden className="mt-0.5 shrink-0 text-ok" />
          ) : (
            <CircleX size={15} aria-hidden className="mt-0.5 shrink-0 text-crit" />
          )}
          <span className="min-w-0">
            {one.what}: {one.ok ? "yes" : "no"}
            <span className="block text-xs break-words text-dim">{one.detail}</span>
          </span>
        </li>
      ))}
      </ul>
    </div>
  );
}
