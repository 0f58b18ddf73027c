// A one-time link for somebody: shown once, to be handed over by a way one trusts.
import { useState } from "react";
import { methods } from "@/api/client";
import type { Account } from "@/api/generated/schema";
import { useChange } from "@/api/query";
import { Button } from "@/ui/button";
import { CopyLine } from "@/ui/copy";
import { Dialog, FormDialog } from "@/ui/dialog";
import { CheckField } from "@/ui/field";
import { Until } from "@/ui/time";

export function ShowLink({ name, link, expires, onClose }: { name: string; link: string; expires: number; onClose: () => void }) {
  return (
    <Dialog
      wide
      title={`One-time link for ${name}`}
      description={
        <>
          It works once and ends <Until at={expires} />. It is shown only now: hand it over by a way you trust.
        </>
      }
      onClose={onClose}
    >
      <CopyLine text={link} label="the link" />
      <div className="mt-4 flex justify-end">
        <Button tone="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </Dialog>
  );
}

export function LinkDialog({ account, onClose }: { account: Account; onClose: () => void }) {
  const [reset, setReset] = useState(false);
  const change = useChange(methods.createAccountLink, [methods.listAccounts]);
  const name = account.name ?? "";
  if (change.data)
    return <ShowLink name={name} link={change.data.sign_in_link} expires={change.data.expires_at_unix_ms} onClose={onClose} />;
  return (
    <FormDialog
      title={`A new link for ${name}`}
      description="They choose a new password with it. The present one keeps working until then."
      submit="Make a link"
      onSubmit={() => change.mutate({ account_id: account.account_id, reset_second_factor: reset })}
      onClose={onClose}
      busy={change.isPending}
      error={change.error}
    >
      <CheckField
        label="They have lost their second factor"
        help="They enrol a new one after the password. Be sure that it is really them who asks."
        checked={reset}
        onChange={(event) => setReset(event.target.checked)}
      />
    </FormDialog>
  );
}
