// What stands between a right password and the console: enrolling or showing the second factor.
import { useState, type FormEvent } from "react";
import { call, methods } from "@/api/client";
import type { Session } from "@/api/generated/schema";
import { makePasskey, passkeysWork, showPasskey } from "@/api/passkey";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { PasskeyButton } from "@/ui/passkey_button";
import { EnrolFactor } from "./enrol_factor";
import { RecoveryCodes } from "./recovery_codes";

export const factorTitle = (session: Session): string =>
  session.second_factor_enrolled ? "Show your second factor" : "Protect your account";

export function FactorSteps({ session, onDone }: { session: Session; onDone: (session: Session) => void }) {
  if (!session.second_factor_enrolled) return <FirstFactor session={session} onDone={onDone} />;
  if (session.passkeys === 0) return <ShowFactor onDone={onDone} />;
  return (
    <div className="space-y-4">
      {passkeysWork() && (
        <PasskeyButton
          label="Use your passkey"
          tone="primary"
          run={async () => {
            const after = await showPasskey();
            if (after) onDone(after);
          }}
        />
      )}
      <ShowFactor onDone={onDone} quiet />
    </div>
  );
}

/// The first one: a passkey on this device, or an authenticator app.
function FirstFactor({ session, onDone }: { session: Session; onDone: (session: Session) => void }) {
  const [made, setMade] = useState<{ codes: readonly string[]; after: Session }>();
  if (made) return <RecoveryCodes codes={made.codes} onDone={() => onDone(made.after)} />;
  return (
    <div className="space-y-4">
      {passkeysWork() && (
        <>
          <PasskeyButton
            label="Use a passkey of this device"
            run={async () => {
              const wanted = await call(methods.beginPasskey, {});
              const answer = await call(methods.addPasskey, { name: "First passkey", ...(await makePasskey(wanted)) });
              setMade({ codes: answer.recovery_codes, after: answer.session ?? session });
            }}
          />
          <p className="text-center text-dim">or an authenticator app</p>
        </>
      )}
      <EnrolFactor onDone={(after) => onDone(after ?? session)} />
    </div>
  );
}

function ShowFactor({ onDone, quiet }: { onDone: (session: Session) => void; quiet?: boolean }) {
  const [code, setCode] = useState("");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    call(methods.showFactor, { code: code.trim() })
      .then(
        (answer) => {
          if (answer.session) onDone(answer.session);
        },
        (problem: unknown) => {
          setError(problem);
          setCode("");
        },
      )
      .finally(() => setBusy(false));
  };
  return (
    <form onSubmit={send} className="space-y-3" noValidate>
      <TextField
        label="Code from your authenticator app"
        help="Or one of your recovery codes."
        value={code}
        onChange={(event) => setCode(event.target.value)}
        autoComplete="one-time-code"
        autoFocus={!quiet}
        maxLength={40}
        className="mono"
      />
      {Boolean(error) && <ProblemLine error={error} />}
      <Button type="submit" tone={quiet ? "plain" : "primary"} className="h-9 w-full" busy={busy} disabled={!code.trim()}>
        Confirm
      </Button>
    </form>
  );
}
