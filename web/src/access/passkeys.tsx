// A person's passkeys: how they are called, when they were used, adding and removing.
import { useState } from "react";
import { KeyRound } from "lucide-react";
import { call, methods } from "@/api/client";
import type { AddPasskeyResponse, Passkey } from "@/api/generated/schema";
import { makePasskey, passkeysWork } from "@/api/passkey";
import { largestPage, refresh, queries, useApi, useChange } from "@/api/query";
import { setSession } from "@/api/session";
import { Button } from "@/ui/button";
import { Dialog, FormDialog } from "@/ui/dialog";
import { Failed, Loading, NoneYet } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { Section, Table } from "@/ui/panel";
import { Chip } from "@/ui/status";
import { Ago, Moment } from "@/ui/time";
import { say } from "@/ui/toast";
import { RecoveryCodes } from "./recovery_codes";

const touched = [methods.listPasskeys, methods.listSessions, methods.listAccounts];

/// Makes a passkey on this device (or on the one that the person holds to it) and keeps it.
export async function addPasskey(name: string): Promise<AddPasskeyResponse> {
  const wanted = await call(methods.beginPasskey, {});
  const made = await makePasskey(wanted);
  return call(methods.addPasskey, { name, ...made });
}

export function Passkeys() {
  const query = useApi(methods.listPasskeys, { page_size: largestPage, order_by: "created" });
  const [dialog, setDialog] = useState<"add" | Passkey>();
  const [removing, setRemoving] = useState<Passkey>();
  const works = passkeysWork();
  return (
    <Section
      title="Passkeys"
      aside={
        works && (
          <Button icon={KeyRound} onClick={() => setDialog("add")}>
            Add a passkey
          </Button>
        )
      }
    >
      {query.isPending ? (
        <Loading what="passkeys" rows={2} />
      ) : query.isError ? (
        <Failed what="your passkeys" error={query.error} retry={() => void query.refetch()} />
      ) : query.data.passkeys.length === 0 ? (
        <NoneYet icon={KeyRound} title="No passkey yet.">
          {works
            ? "A passkey signs you in with a finger, a face or a PIN. It cannot be typed into a false page. Add two, on different devices."
            : "This browser, or this address without https, has no passkeys."}
        </NoneYet>
      ) : (
        <Table label="Passkeys" head={["Name", "Used", ""]}>
          {query.data.passkeys.map((one) => (
            <tr key={one.passkey_id}>
              <td>
                <span className="font-medium">{one.name}</span>
                {one.backed_up && (
                  <span className="ml-2">
                    <Chip>Synced</Chip>
                  </span>
                )}
                <span className="block text-xs text-dim">
                  since <Moment at={one.created_at_unix_ms} />
                </span>
                {Number(one.counter_went_back_at_unix_ms) > 0 && (
                  <p className="text-xs text-warn">
                    Its counter went back <Ago at={one.counter_went_back_at_unix_ms} />: it may have been copied. Remove it if you do not
                    know why.
                  </p>
                )}
              </td>
              <td className="whitespace-nowrap">{one.last_used_at_unix_ms ? <Ago at={one.last_used_at_unix_ms} /> : "never"}</td>
              <td className="text-end">
                <Button className="me-1.5 max-sm:me-0 max-sm:mb-1.5" onClick={() => setDialog(one)}>
                  Rename
                </Button>
                <Button tone="danger" onClick={() => setRemoving(one)}>
                  Remove
                </Button>
              </td>
            </tr>
          ))}
        </Table>
      )}
      {dialog === "add" && <AddPasskey onClose={() => setDialog(undefined)} />}
      {dialog && dialog !== "add" && <RenamePasskey passkey={dialog} onClose={() => setDialog(undefined)} />}
      {removing && <RemovePasskey passkey={removing} onClose={() => setRemoving(undefined)} />}
    </Section>
  );
}

function AddPasskey({ onClose }: { onClose: () => void }) {
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>();
  const [codes, setCodes] = useState<readonly string[]>();
  const add = () => {
    setBusy(true);
    setError(undefined);
    addPasskey(name.trim())
      .then((answer) => {
        setSession(answer.session ?? null);
        void refresh(queries, touched);
        if (answer.recovery_codes.length > 0) setCodes(answer.recovery_codes);
        else {
          say("The passkey is added. Other sessions have ended.");
          onClose();
        }
      }, setError)
      .finally(() => setBusy(false));
  };
  if (codes)
    return (
      <Dialog title="Keep these recovery codes" onClose={onClose}>
        <RecoveryCodes codes={codes} onDone={onClose} />
      </Dialog>
    );
  return (
    <FormDialog
      title="Add a passkey"
      description="Your browser asks next where to keep it: on this device, on a phone nearby or on a security key."
      submit="Go on"
      onSubmit={add}
      onClose={onClose}
      busy={busy}
      error={error}
      disabled={!name.trim()}
    >
      <TextField
        label="Name"
        help="Where it lives, so that you know it again: “Work laptop”, “Blue key”."
        value={name}
        onChange={(event) => setName(event.target.value)}
        maxLength={60}
        autoFocus
        autoComplete="off"
      />
    </FormDialog>
  );
}

function RenamePasskey({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const [name, setName] = useState(passkey.name);
  const rename = useChange(methods.renamePasskey, touched, { onSuccess: onClose });
  return (
    <FormDialog
      title={`Rename ${passkey.name}`}
      submit="Rename"
      onSubmit={() => rename.mutate({ passkey_id: passkey.passkey_id, name: name.trim() })}
      onClose={onClose}
      busy={rename.isPending}
      error={rename.error}
      disabled={!name.trim()}
    >
      <TextField label="Name" value={name} onChange={(event) => setName(event.target.value)} maxLength={60} autoFocus autoComplete="off" />
    </FormDialog>
  );
}

function RemovePasskey({ passkey, onClose }: { passkey: Passkey; onClose: () => void }) {
  const remove = useChange(methods.removePasskey, touched, {
    onSuccess: (answer) => {
      setSession(answer.session ?? null);
      say("The passkey is removed. Other sessions have ended.");
      onClose();
    },
  });
  return (
    <FormDialog
      title={`Remove ${passkey.name}?`}
      description="It opens nothing here any more. Delete it on the device too: this server cannot do that."
      submit="Remove"
      tone="danger"
      onSubmit={() => remove.mutate({ passkey_id: passkey.passkey_id })}
      onClose={onClose}
      busy={remove.isPending}
      error={remove.error}
    >
      {null}
    </FormDialog>
  );
}
