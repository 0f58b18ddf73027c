import { useState } from "react";
import type { Session } from "@/api/generated/schema";
import { setSession, useSessionQuery } from "@/api/session";
import { usePageSearch } from "@/app/search";
import { useTitle } from "@/ui/title";
import { FactorSteps, factorTitle } from "./factor_steps";
import { OtherWays } from "./other_ways";
import { useGoOn } from "./safe_next";
import { SignInForm } from "./sign_in_form";
import { Welcome } from "@/ui/welcome";

export default function SignInPage() {
  useTitle("Sign in");
  const [search] = usePageSearch();
  const goOn = useGoOn();
  const present = useSessionQuery();
  const [fresh, setFresh] = useState<Session>();
  const session = fresh ?? present.data ?? undefined;
  const take = (next: Session) => {
    setSession(next);
    setFresh(next);
    if (!next.needs_second_factor) goOn(next, search.next);
  };
  if (session?.needs_second_factor)
    return (
      <Welcome title={factorTitle(session)}>
        <FactorSteps session={session} onDone={take} />
      </Welcome>
    );
  return (
    <Welcome title="Sign in">
      {session && !fresh ? (
        <p className="mb-3 text-dim">
          You are signed in as {session.name}.{" "}
          <button type="button" className="link" onClick={() => take(session)}>
            Go to the console
          </button>
        </p>
      ) : null}
      <SignInForm onSignedIn={take} />
      <OtherWays next={search.next ?? ""} />
      <p className="mt-4 text-xs text-dim">
        Lost your password or your phone? An owner of this installation can make you a new link; on the server itself{" "}
        <code className="mono">steward user link</code> does it.
      </p>
    </Welcome>
  );
}
