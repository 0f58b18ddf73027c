// A visit to an OpenID provider, on this side: what the browser keeps while it is away.
import { call, methods } from "@/api/client";
import type { ProviderAnswer, ProviderVisit, Session } from "@/api/generated/schema";

interface Kept {
  flow_secret: string;
  next: string;
  links: boolean; // an account is linked; otherwise somebody signs in
}
const place = "steward.provider_visit";

function leave(visit: ProviderVisit, next: string, links: boolean) {
  // Of this tab alone: it is the one that comes back.
  sessionStorage.setItem(place, JSON.stringify({ flow_secret: visit.flow_secret, next, links } satisfies Kept));
  window.location.assign(visit.address);
}

export async function signInAt(providerId: string, next: string, linkToken = "") {
  leave(await call(methods.beginProviderSignIn, { provider_id: providerId, link_token: linkToken }), next, false);
}

export async function linkAt(providerId: string) {
  leave(await call(methods.beginIdentity, { provider_id: providerId }), window.location.pathname, true);
}

/// Where somebody wanted to go who is away at a provider.
export function wantedPlace(): string {
  const text = sessionStorage.getItem(place);
  return text ? (JSON.parse(text) as Kept).next : "";
}

export interface Arrived {
  next: string;
  session?: Session; // when somebody signed in
}

/// Finishes what `leave` began. What was kept is used once.
export async function arrive(back: Omit<ProviderAnswer, "flow_secret">): Promise<Arrived> {
  const text = sessionStorage.getItem(place);
  sessionStorage.removeItem(place);
  const kept: Kept = text ? (JSON.parse(text) as Kept) : { flow_secret: "", next: "", links: false };
  const answer = { ...back, flow_secret: kept.flow_secret };
  if (kept.links) {
    await call(methods.addIdentity, { answer });
    return { next: kept.next };
  }
  const { session } = await call(methods.finishProviderSignIn, { answer });
  return { next: kept.next, session };
}
