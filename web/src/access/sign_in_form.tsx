import { useState, type FormEvent } from "react";
import { call, methods } from "@/api/client";
import type { Session } from "@/api/generated/schema";
import { asProblem } from "@/api/problem";
import { passkeysWork, signInWithPasskey } from "@/api/passkey";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { PasskeyButton } from "@/ui/passkey_button";

interface Props {
  onSignedIn: (session: Session) => void;
  withPasskey?: boolean; // false: passkeys belong to another host name
}

/// Password first, then the second factor: the code is asked for when the password was right.
export function SignInForm({ onSignedIn, withPasskey = true }: Props) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [step, setStep] = useState<"password" | "code">("password");
  const [recovery, setRecovery] = useState(false);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const back = () => {
    setStep("password");
    setPassword("");
    setCode("");
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(undefined);
    call(methods.signIn, { email: email.trim(), password, code: code.trim() })
      .then(
        ({ session }) => {
          // Signed in with the password alone although a factor is enrolled: the code comes next.
          // Who has a passkey is asked for that on the next page.
          if (session?.needs_second_factor && session.second_factor_enrolled && session.passkeys === 0) setStep("code");
          else if (session) onSignedIn(session);
        },
        (problem: unknown) => {
          const wanted = asProblem(problem).code;
          setCode("");
          if (wanted === "access.second_factor_required" && step === "password") {
            setStep("code");
            return;
          }
          setError(problem);
          if (wanted === "access.wrong_credentials") setPassword("");
        },
      )
      .finally(() => setBusy(false));
  };
  return (
    <form onSubmit={send} className="space-y-3" noValidate>
      {step === "password" ? (
        <>
          <TextField
            label="E-mail"
            type="email"
            value={email}
            onChange={(event) => setEmail(event.target.value)}
            autoComplete="username"
            autoFocus
            required
          />
          <TextField
            label="Password"
            type="password"
            value={password}
            onChange={(event) => setPassword(event.target.value)}
            autoComplete="current-password"
            required
          />
        </>
      ) : (
        <>
          <p className="text-dim">
            {email}.{" "}
            <button type="button" className="link" onClick={back}>
              Somebody else?
            </button>
          </p>
          <TextField
            key={recovery ? "recovery" : "totp"}
            label={recovery ? "Recovery code" : "Code from your authenticator app"}
            help={recovery ? "Each recovery code works once." : "Six digits, new every 30 seconds."}
            value={code}
            onChange={(event) => setCode(event.target.value)}
            autoComplete="one-time-code"
            inputMode={recovery ? "text" : "numeric"}
            autoFocus
            maxLength={40}
            className="mono"
          />
          <button
            type="button"
            className="link"
            onClick={() => {
              setRecovery(!recovery);
              setCode("");
            }}
          >
            {recovery ? "Use the authenticator app" : "Use a recovery code"}
          </button>
        </>
      )}
      {Boolean(error) && <ProblemLine error={error} />}
      <Button
        type="submit"
        tone="primary"
        className="h-9 w-full"
        busy={busy}
        disabled={step === "password" ? !email.trim() || !password : !code.trim()}
      >
        {step === "password" ? "Sign in" : "Confirm"}
      </Button>
      {step === "password" && withPasskey && passkeysWork() && (
        <PasskeyButton
          label="Sign in with a passkey"
          run={async () => {
            const session = await signInWithPasskey();
            if (session) onSignedIn(session);
          }}
        />
      )}
    </form>
  );
}
