// An authenticator app in three steps: scan, confirm, keep the recovery codes.
import { useEffect, useState, type FormEvent } from "react";
import { call, methods } from "@/api/client";
import type { BeginTotpResponse, Session } from "@/api/generated/schema";
import { Button } from "@/ui/button";
import { CopyLine } from "@/ui/copy";
import { Failed, Loading, ProblemLine } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { QrCode } from "@/ui/qr_code";
import { RecoveryCodes } from "./recovery_codes";

export function EnrolFactor({ onDone }: { onDone: (session: Session | undefined) => void }) {
  const [begun, setBegun] = useState<BeginTotpResponse>();
  const [error, setError] = useState<unknown>();
  const [round, setRound] = useState(0);
  const [codes, setCodes] = useState<readonly string[]>();
  const [session, setSession] = useState<Session>();
  useEffect(() => {
    let current = true;
    call(methods.beginTotp, {}).then(
      (answer) => {
        if (current) setBegun(answer);
      },
      (problem: unknown) => {
        if (current) setError(problem);
      },
    );
    return () => {
      current = false;
    };
  }, [round]);
  if (codes) return <RecoveryCodes codes={codes} onDone={() => onDone(session)} />;
  if (!begun)
    return error ? (
      <Failed
        what="the secret"
        error={error}
        retry={() => {
          setError(undefined);
          setRound(round + 1);
        }}
      />
    ) : (
      <Loading what="the secret" rows={4} />
    );
  return (
    <ScanAndConfirm
      begun={begun}
      onConfirmed={(recovery, after) => {
        setCodes(recovery);
        setSession(after);
      }}
    />
  );
}

function ScanAndConfirm({
  begun,
  onConfirmed,
}: {
  begun: BeginTotpResponse;
  onConfirmed: (codes: readonly string[], session: Session | undefined) => void;
}) {
  const [code, setCode] = useState("");
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const send = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    call(methods.confirmTotp, { code: code.trim() })
      .then(
        (answer) => onConfirmed(answer.recovery_codes, answer.session),
        (problem: unknown) => {
          setError(problem);
          setCode("");
        },
      )
      .finally(() => setBusy(false));
  };
  return (
    <form onSubmit={send} className="space-y-4" noValidate>
      <p className="text-dim">
        Scan this with an authenticator app on your phone. From now on it shows the code that is asked for after your password.
      </p>
      <div className="grid place-items-center">
        <QrCode text={begun.otpauth_uri} label="Secret for your authenticator app, as a picture to scan" />
      </div>
      <details>
        <summary className="link">Cannot scan it? Type the secret instead</summary>
        <div className="mt-2">
          <CopyLine text={begun.secret} label="the secret" />
        </div>
      </details>
      <TextField
        label="Code that the app shows"
        help="Six digits, new every 30 seconds."
        value={code}
        onChange={(event) => setCode(event.target.value)}
        autoComplete="one-time-code"
        inputMode="numeric"
        autoFocus
        maxLength={10}
        className="mono"
      />
      {Boolean(error) && <ProblemLine error={error} />}
      <Button type="submit" tone="primary" className="h-9 w-full" busy={busy} disabled={!code.trim()}>
        Confirm
      </Button>
    </form>
  );
}
