// Where the link of a sign-in mail leads. One press signs in: what only looks at the link (a mail
// scanner) must not use it up.
import { useState } from "react";
import type { Session } from "@/api/generated/schema";
import { doorAddress, rememberedLook } from "@/api/portal_look";
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
  const [look] = useState(rememberedLook);
  const goOn = useGoOn();
  const [wanted, setWanted] = useState("");
  const take = (next: Session, to = wanted) => {
    setSession(next);
    setFresh(next);
    if (!next.needs_second_factor) goOn(next, to);
  };
  const open = () => {
    setBusy(true);
    redeemMailLink(linkToken)
      .then(({ session: opened, next }) => {
        setWanted(next);
        if (opened) take(opened, next);
      }, setError)
      .finally(() => setBusy(false));
  };
  if (session?.needs_second_factor)
    return (
      <Welcome look={look} title={factorTitle(session)}>
        <FactorSteps session={session} onDone={(after) => take(after)} />
      </Welcome>
    );
  return (
    <Welcome look={look} title={linkToken ? "Sign in" : "This link is not whole"}>
      {linkToken ? (
        <div className="space-y-4">
          <p className="text-dim">The link from your mail works once, in this browser.</p>
          {Boolean(error) && <ProblemLine error={error} />}
          {error ? (
            <a href={doorAddress(look)} className={buttonClass()}>
              Ask for a new link
            </a>
          ) : (
            <Button tone="primary" className="h-9 w-full" busy={busy} onClick={open}>
              Sign in now
            </Button>
          )}
        </div>
      ) : (
        <>
          <p className="mb-4 text-dim">Something was cut off after the “#”. Open the whole link, or ask for a new one.</p>
          <a href={doorAddress(look)} className={buttonClass()}>
            Ask for a new link
          </a>
        </>
      )}
    </Welcome>
  );
}
