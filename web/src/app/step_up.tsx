// The dialog that asks for the second factor again. It comes when it is first needed: most visits never see it.
import { useState } from "react";
import { call, methods } from "@/api/client";
import { passkeysWork, showPasskey } from "@/api/passkey";
import { setSession, useSession } from "@/api/session";
import { Button } from "@/ui/button";
import { Dialog, FormDialog } from "@/ui/dialog";
import { TextField } from "@/ui/field";
import { PasskeyButton } from "@/ui/passkey_button";

// Somebody of a client may have none yet; the first one is added without another.
function NoneYet({ onDone }: { onDone: (shown: boolean) => void }) {
  return (
    <Dialog title="Protect your account first" onClose={() => onDone(false)}>
      <p className="mb-4">
        This needs a second factor, and you have none yet. Add a passkey of this device or an authenticator app, under “Security of your
        account”; then try again.
      </p>
      <Button tone="primary" className="h-9" onClick={() => onDone(false)}>
        I see
      </Button>
    </Dialog>
  );
}

export function StepUp({ onDone }: { onDone: (shown: boolean) => void }) {
  const session = useSession();
  const withPasskey = Boolean(session?.passkeys) && passkeysWork();
  const [code, setCode] = useState("");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const send = () => {
    setBusy(true);
    call(methods.showFactor, { code: code.trim() })
      .then(
        (shown) => {
          setSession(shown.session ?? null);
          onDone(true);
        },
        (problem: unknown) => {
          setError(problem);
          setCode("");
        },
      )
      .finally(() => setBusy(false));
  };
  if (session && !session.second_factor_enrolled) return <NoneYet onDone={onDone} />;
  return (
    <FormDialog
      title="Confirm that it is you"
      description="This needs your second factor, not older than five minutes."
      submit="Confirm"
      onSubmit={send}
      onClose={() => onDone(false)}
      busy={busy}
      error={error}
      disabled={!code.trim()}
    >
      {withPasskey && (
        <PasskeyButton
          label="Use your passkey"
          tone="primary"
          run={async () => {
            const shown = await showPasskey();
            setSession(shown ?? null);
            onDone(Boolean(shown));
          }}
        />
      )}
      <TextField
        label={withPasskey ? "Or a code from your authenticator app" : "Code from your authenticator app"}
        help="Or one of your recovery codes."
        value={code}
        onChange={(event) => setCode(event.target.value)}
        autoComplete="one-time-code"
        inputMode="text"
        autoFocus={!withPasskey}
        maxLength={40}
        className="mono"
      />
    </FormDialog>
  );
}
