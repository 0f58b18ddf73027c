// A one-time link: choose a password, protect the account, go on to the console.
import { useState, type FormEvent } from "react";
import { Link, useNavigate } from "@tanstack/react-router";
import { call, methods } from "@/api/client";
import type { Session } from "@/api/generated/schema";
import { asProblem } from "@/api/problem";
import { rememberedLook } from "@/api/portal_look";
import { homeOf, isPortal, setSession } from "@/api/session";
import { takeLinkToken } from "@/app/link_token";
import { Button, buttonClass } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { CheckField, TextField } from "@/ui/field";
import { useTitle } from "@/ui/title";
import { FactorSteps, factorTitle } from "./factor_steps";
import { OtherWays } from "./other_ways";
import { Welcome } from "@/ui/welcome";

export default function RedeemPage() {
  useTitle("Welcome");
  const [linkToken] = useState(takeLinkToken);
  const [session, setTaken] = useState<Session>();
  // Whoever came by the door of a portal may use that company's own provider.
  const [whosePortal] = useState(() => rememberedLook().client_id ?? "");
  const navigate = useNavigate();
  const take = (next: Session) => {
    setSession(next);
    setTaken(next);
    if (next.needs_second_factor) return;
    if (isPortal(homeOf(next))) location.replace(homeOf(next));
    else void navigate({ to: "/now", replace: true });
  };
  if (session?.needs_second_factor)
    return (
      <Welcome title={factorTitle(session)}>
        <FactorSteps session={session} onDone={take} />
      </Welcome>
    );
  if (!linkToken)
    return (
      <Welcome title="This link is not whole">
        <p className="mb-4 text-dim">Something was cut off after the “#”. Copy the whole line, or ask for a new link.</p>
        <Link to="/sign-in" className={buttonClass()}>
          Sign in instead
        </Link>
      </Welcome>
    );
  return (
    <Welcome title="Choose a password">
      <ChoosePassword linkToken={linkToken} onDone={take} />
      <OtherWays next="" linkToken={linkToken} clientId={whosePortal} />
    </Welcome>
  );
}

function ChoosePassword({ linkToken, onDone }: { linkToken: string; onDone: (session: Session) => void }) {
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const problem = error ? asProblem(error) : undefined;
  const wrong = problem?.field("new_password");
  const send = (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    call(methods.redeemLink, { link_token: linkToken, new_password: password })
      .then((answer) => {
        if (answer.session) onDone(answer.session);
      }, setError)
      .finally(() => setBusy(false));
  };
  return (
    <form onSubmit={send} className="space-y-3" noValidate>
      <p className="text-dim">This link works once. Your account is waiting; the password is yours to choose.</p>
      <TextField
        label="Password"
        type={shown ? "text" : "password"}
        help="At least 12 characters. A few words that only you would put together are better than odd signs."
        value={password}
        error={wrong}
        onChange={(event) => {
          setPassword(event.target.value);
          setError(undefined);
        }}
        autoComplete="new-password"
        autoFocus
        maxLength={256}
      />
      <CheckField label="Show it" checked={shown} onChange={(event) => setShown(event.target.checked)} />
      {problem && !wrong && <ProblemLine error={problem} />}
      <Button type="submit" tone="primary" className="h-9 w-full" busy={busy} disabled={password.length < 12}>
        Go on
      </Button>
      {problem?.code === "access.link_refused" && (
        <Link to="/sign-in" className="link block text-center">
          I have a password already
        </Link>
      )}
    </form>
  );
}
