// What stands between a right password and the console: enrolling or showing the second factor.
import { useState, type FormEvent } from "react";
import { call, methods } from "@/api/client";
import type { Session } from "@/api/generated/schema";
import { Button } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { TextField } from "@/ui/field";
import { EnrolFactor } from "./enrol_factor";

export const factorTitle = (session: Session): string =>
  session.second_factor_enrolled ? "Show your second factor" : "Protect your account";

export function FactorSteps({ session, onDone }: { session: Session; onDone: (session: Session) => void }) {
  return session.second_factor_enrolled ? <ShowFactor onDone={onDone} /> : <EnrolFactor onDone={(after) => onDone(after ?? session)} />;
}

function ShowFactor({ onDone }: { onDone: (session: Session) => void }) {
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
        autoFocus
        maxLength={40}
        className="mono"
      />
      {Boolean(error) && <ProblemLine error={error} />}
      <Button type="submit" tone="primary" className="h-9 w-full" busy={busy} disabled={!code.trim()}>
        Confirm
      </Button>
    </form>
  );
}
