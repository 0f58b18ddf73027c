// The way into the portal: a passkey, a password, the company's own account, or a link by mail. It says the same to everybody,
// whether or not there is such a person.
import { useEffect, useMemo, useState } from "react";
import { methods } from "@/api/client";
import type { PortalDoor } from "@/api/generated/schema";
import { doorAddress, rememberedLook, rememberLook, type PortalLook } from "@/api/portal_look";
import { useApi } from "@/api/query";
import { setSession, useSessionQuery } from "@/api/session";
import { FactorSteps, factorTitle } from "@/access/factor_steps";
import { OtherWays } from "@/access/other_ways";
import { SignInForm } from "@/access/sign_in_form";
import { Welcome } from "@/ui/welcome";
import { usePlace } from "./address";
import { WhomToCall } from "./whom_to_call";

export default function SignIn({ address }: { address: string }) {
  const [kept] = useState(rememberedLook);
  const at = address || kept.address || "";
  const door = useApi(methods.getPortalDoor, { address: at || "-", host: location.hostname }, { staleTime: 300_000 }).data;
  const look = useMemo(() => lookOf(at, kept, door), [at, kept, door]);
  useEffect(() => {
    document.title = look.client_name ? `${look.client_name}: sign in` : "Sign in";
    if (door?.client_id) rememberLook(look);
  }, [door, look]);
  const { search } = usePlace();
  const next = location.pathname + (search.size > 0 ? `?${search}` : "");
  const half = useSessionQuery().data;
  const shared = { look, below: <WhomToCall contact={door} intro="No way in? " className="border-t border-line px-5 py-4" /> };
  if (half?.needs_second_factor)
    return (
      <Welcome {...shared} title={factorTitle(half)}>
        <FactorSteps session={half} onDone={setSession} />
      </Welcome>
    );
  return (
    <Welcome {...shared} title="Sign in">
      <SignInForm onSignedIn={setSession} withPasskey={!door?.home_url} />
      {door?.home_url ? (
        <p className="mt-3 text-dim">
          A passkey, a link by mail, or your company&apos;s account?{" "}
          <a className="link" href={door.home_url + doorAddress(look)}>
            Sign in here
          </a>
        </p>
      ) : (
        <OtherWays next={next} clientId={look.client_id ?? ""} ofPortal />
      )}
    </Welcome>
  );
}

// A door says whose it is, by the address or by the name that the page was opened under, or that it is nobody's. Until it has
// answered, and without either, it is as this browser last showed it.
function lookOf(at: string, kept: PortalLook, door: PortalDoor | undefined): PortalLook {
  if (door?.client_id) return { ...(at ? { address: at } : {}), ...door };
  if (at && door) return {};
  return !at || at === kept.address ? kept : {};
}
