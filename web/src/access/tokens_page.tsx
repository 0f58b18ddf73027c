// The person's API tokens: never more than they may themselves; the secret is shown once.
import { useState } from "react";
import { KeyRound, Plus } from "lucide-react";
import { methods } from "@/api/client";
import type { Token } from "@/api/generated/schema";
import { largestPage, useApi, useChange } from "@/api/query";
import { useSession } from "@/api/session";
import { Button } from "@/ui/button";
import { CopyLine } from "@/ui/copy";
import { Dialog, FormDialog } from "@/ui/dialog";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { CheckField, SelectField, TextField } from "@/ui/field";
import { counted } from "@/ui/format";
import { Page, Section, Table } from "@/ui/panel";
import { State } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { useTitle } from "@/ui/title";
import { say } from "@/ui/toast";
import { ClientChoice } from "./person_dialog";

export default function TokensPage() {
  useTitle("API tokens");
  const query = useApi(methods.listTokens, { page_size: largestPage });
  const [making, setMaking] = useState(false);
  const [revoking, setRevoking] = useState<Token>();
  if (query.isPending)
    return (
      <Page>
        <Loading what="tokens" />
      </Page>
    );
  if (query.isError) return <Failed what="your tokens" error={query.error} retry={() => void query.refetch()} />;
  const { tokens } = query.data;
  return (
    <Page>
      <Section
        title="My API tokens"
        aside={
          <Button tone="primary" icon={Plus} onClick={() => setMaking(true)}>
            New token
          </Button>
        }
      >
        {tokens.length === 0 ? (
          <NoneYet icon={KeyRound} title="You have no API token.">
            <p>
              A program signs in with a token instead of a password. The description of the interface is at{" "}
              <a className="link" href="/api/openapi.json">
                /api/openapi.json
              </a>
              .
            </p>
          </NoneYet>
        ) : (
          <Table label="Tokens" head={["Name", "May", "Clients", "Made", "Ends", "Used", ""]}>
            {tokens.map((token) => (
              <tr key={token.token_id}>
                <td className="font-medium">{token.name}</td>
                <td title={token.permissions.join("\n")}>
                  {token.permissions.length === 0 ? "All that you may" : counted(token.permissions.length, "permission", "permissions")}
                </td>
                <td>{token.client_ids.length === 0 ? "All of yours" : counted(token.client_ids.length, "client", "clients")}</td>
                <td className="whitespace-nowrap">
                  <Moment at={token.created_at_unix_ms} />
                </td>
                <td className="whitespace-nowrap">
                  <Moment at={token.expires_at_unix_ms} />
                </td>
                <td className="whitespace-nowrap">
                  <Ago at={token.last_used_at_unix_ms} />
                </td>
                <td className="text-end">
                  {token.revoked ? (
                    <State state="disabled" label="Revoked" />
                  ) : (
                    <Button tone="danger" onClick={() => setRevoking(token)}>
                      Revoke
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Section>
      {making && <NewToken onClose={() => setMaking(false)} />}
      {revoking && <Revoke token={revoking} onClose={() => setRevoking(undefined)} />}
    </Page>
  );
}

function Revoke({ token, onClose }: { token: Token; onClose: () => void }) {
  const change = useChange(methods.revokeToken, [methods.listTokens], {
    onSuccess: () => {
      say(`“${token.name}” no longer works.`);
      onClose();
    },
  });
  return (
    <FormDialog
      title={`Revoke “${token.name}”?`}
      description="Programs that use it are refused from this moment. There is no way back; make a new one instead."
      submit="Revoke"
      tone="danger"
      onSubmit={() => change.mutate({ token_id: token.token_id })}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
    >
      {null}
    </FormDialog>
  );
}

const lives = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "One year" },
];

function NewToken({ onClose }: { onClose: () => void }) {
  const session = useSession();
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [readOnly, setReadOnly] = useState(true);
  const [everyClient, setEveryClient] = useState(true);
  const [clientIds, setClientIds] = useState<readonly string[]>([]);
  const change = useChange(methods.createToken, [methods.listTokens]);
  if (change.data) {
    return (
      <Dialog
        wide
        title={`The token “${name.trim()}”`}
        description="This is its secret, shown only now. Put it where the program reads it; whoever has it may do what the token may."
        onClose={onClose}
      >
        <CopyLine text={change.data.secret} label="the secret" />
        <p className="mt-3 text-dim">
          Sent as <code className="mono">Authorization: Bearer …</code>
        </p>
        <div className="mt-4 flex justify-end">
          <Button tone="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </Dialog>
    );
  }
  const reading = (session?.permissions ?? []).filter((permission) => permission.endsWith(".read"));
  const send = () =>
    change.mutate({
      name: name.trim(),
      valid_days: Number(days),
      permissions: readOnly ? reading : [],
      client_ids: everyClient ? [] : [...clientIds],
    });
  return (
    <FormDialog
      title="New API token"
      submit="Make the token"
      onSubmit={send}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
      disabled={!name.trim() || (!everyClient && clientIds.length === 0)}
    >
      <TextField
        label="What it is for"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={change.error?.field("name")}
        maxLength={100}
        autoFocus
        placeholder="Nightly report"
      />
      <SelectField label="Works for" choices={lives} value={days} onChange={(event) => setDays(event.target.value)} />
      <CheckField
        label="Reading only"
        help={readOnly ? undefined : "It may do all that you may, also later."}
        checked={readOnly}
        onChange={(event) => setReadOnly(event.target.checked)}
      />
      <div>
        <CheckField label="All my clients" checked={everyClient} onChange={(event) => setEveryClient(event.target.checked)} />
        {!everyClient && <ClientChoice chosen={clientIds} onChange={setClientIds} />}
      </div>
    </FormDialog>
  );
}
