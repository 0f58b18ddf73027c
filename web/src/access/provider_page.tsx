// Where a provider sends people back to: finishes the visit, then the second factor, then goes on.
import { useEffect, useState } from "react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { Session } from "@/api/generated/schema";
import { doorAddress, rememberedLook } from "@/api/portal_look";
import { isPortal, setSession } from "@/api/session";
import { buttonClass } from "@/ui/button";
import { Loading, ProblemLine } from "@/ui/empty";
import { useTitle } from "@/ui/title";
import { FactorSteps, factorTitle } from "./factor_steps";
import { arrive, wantedPlace, type Arrived } from "./provider_visit";
import { useGoOn } from "./safe_next";
import { Welcome } from "@/ui/welcome";

export interface ProviderSearch {
  state?: string;
  code?: string;
  iss?: string;
  error?: string;
}

// A visit can be finished once, and React shows a page twice while developing.
let finishing: Promise<Arrived> | undefined;

export default function ProviderPage() {
  useTitle("Sign in");
  const search: ProviderSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const [error, setError] = useState<unknown>();
  const [session, setFresh] = useState<Session>();
  const [next, setNext] = useState("");
  const [look] = useState(() => (isPortal(wantedPlace()) ? rememberedLook() : undefined));
  const goOn = useGoOn();
  useEffect(() => {
    finishing ??= arrive({ state: search.state ?? "", code: search.code ?? "", issuer: search.iss ?? "", error: search.error ?? "" });
    // The code has done its work: it does not stay in the address line or the history.
    window.history.replaceState(window.history.state, "", window.location.pathname);
    let current = true;
    finishing
      .then(
        (arrived) => {
          if (!current) return;
          setNext(arrived.next);
          if (!arrived.session) {
            if (isPortal(arrived.next)) window.location.replace(arrived.next);
            else void navigate({ href: arrived.next, replace: true });
            return;
          }
          setSession(arrived.session);
          setFresh(arrived.session);
          if (!arrived.session.needs_second_factor) goOn(arrived.session, arrived.next);
        },
        (problem: unknown) => {
          if (current) setError(problem);
        },
      )
      .finally(() => {
        finishing = undefined;
      });
    return () => {
      current = false;
    };
    // oxlint-disable-next-line react/exhaustive-deps
  }, []);
  if (session?.needs_second_factor)
    return (
      <Welcome look={look} title={factorTitle(session)}>
        <FactorSteps
          session={session}
          onDone={(after) => {
            setSession(after);
            setFresh(after);
            if (!after.needs_second_factor) goOn(after, next);
          }}
        />
      </Welcome>
    );
  return (
    <Welcome look={look} title="Sign in">
      {error ? (
        <div className="space-y-4">
          <ProblemLine error={error} />
          <a href={look ? doorAddress(look) : "/sign-in"} className={buttonClass()}>
            Back to signing in
          </a>
        </div>
      ) : (
        <Loading what="the answer of the provider" rows={2} />
      )}
    </Welcome>
  );
}
