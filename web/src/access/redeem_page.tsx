// A one-time link: choose a password, protect the account, go on to the console.
import { useEffect, useState, type FormEvent } from "react";
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
  const state = useLinkState(linkToken);
  const navigate = useNavigate();
  const take = (next: Session) => {
    setSession(next);
    setTaken(next);
    if (next.needs_second_factor) return;
    if (isPortal(homeOf(next))) location.replace(homeOf(next));
    else void navigate({ to: "/", replace: true });
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
  if (state === "gone")
    return (
      <Welcome title="This link is over">
        <p className="mb-4 text-dim">It was used already or has expired. Whoever sent it can make a new one.</p>
        <Link to="/sign-in" className={buttonClass()}>
          I have a password already
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

/// Nobody shall think of a password for a link that is over. Without a password the server says so before anything else, and a link that
/// is good stays good.
function useLinkState(linkToken: string): "good" | "gone" {
  const [state, setState] = useState<"good" | "gone">("good");
  useEffect(() => {
    if (!linkToken) return;
    call(methods.redeemLink, { link_token: linkToken, new_password: "" }).catch((error: unknown) => {
      if (asProblem(error).code === "access.link_refused") setState("gone");
    });
  }, [linkToken]);
  return state;
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
