// Where the link of a sign-in mail leads. One press signs in: what only looks at the link (a mail
// scanner) must not use it up.
import { useState } from "react";
import { Link } from "@tanstack/react-router";
import type { Session } from "@/api/generated/schema";
import { setSession } from "@/api/session";
import { takeLinkToken } from "@/app/link_token";
import { Button, buttonClass } from "@/ui/button";
import { ProblemLine } from "@/ui/empty";
import { useTitle } from "@/ui/title";
import { FactorSteps, factorTitle } from "./factor_steps";
import { redeemMailLink } from "./mail_link";
import { useGoOn } from "./safe_next";
import { Welcome } from "@/ui/welcome";

export default function MailLinkPage() {
  useTitle("Sign in");
  const [linkToken] = useState(takeLinkToken);
  const [session, setFresh] = useState<Session>();
  const [error, setError] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const goOn = useGoOn();
  const take = (next: Session) => {
    setSession(next);
    setFresh(next);
    if (!next.needs_second_factor) goOn(next, "");
  };
  const open = () => {
    setBusy(true);
    redeemMailLink(linkToken)
      .then((next) => next && take(next), setError)
      .finally(() => setBusy(false));
  };
  if (session?.needs_second_factor)
    return (
      <Welcome title={factorTitle(session)}>
        <FactorSteps session={session} onDone={take} />
      </Welcome>
    );
  return (
    <Welcome title={linkToken ? "Sign in" : "This link is not whole"}>
      {linkToken ? (
        <div className="space-y-4">
          <p className="text-dim">The link from your mail works once, in this browser.</p>
          {Boolean(error) && <ProblemLine error={error} />}
          {error ? (
            <Link to="/sign-in" className={buttonClass()}>
              Ask for a new link
            </Link>
          ) : (
            <Button tone="primary" className="h-9 w-full" busy={busy} onClick={open}>
              Sign in now
            </Button>
          )}
        </div>
      ) : (
        <>
          <p className="mb-4 text-dim">Something was cut off after the “#”. Open the whole link, or ask for a new one.</p>
          <Link to="/sign-in" className={buttonClass()}>
            Ask for a new link
          </Link>
        </>
      )}
    </Welcome>
  );
}
