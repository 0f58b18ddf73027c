// Who is signed in, and what they may do. The server decides; the console only hides what would be refused.
import { useQuery } from "@tanstack/react-query";
import type { Session } from "./generated/schema";
import { call, methods, onSignedOut, setCsrfToken } from "./client";
import { queries } from "./query";
import { Problem } from "./problem";

const key = [methods.getSession.path];

async function load(): Promise<Session | null> {
  try {
    const session = await call(methods.getSession, {});
    setCsrfToken(session.csrf_token);
    return session;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
}

/// Asks who is signed in before anything is drawn: every page waits for it.
export function beginSession() {
  void queries.prefetchQuery({ queryKey: key, queryFn: load, staleTime: 60_000 });
}

export function useSessionQuery() {
  return useQuery<Session | null, Problem>({ queryKey: key, queryFn: load, staleTime: 60_000 });
}

export function useSession(): Session | undefined {
  return useSessionQuery().data ?? undefined;
}

export function setSession(session: Session | null) {
  setCsrfToken(session?.csrf_token ?? "");
  queries.setQueryData(key, session);
}

export const sessionNow = (): Session | undefined => queries.getQueryData<Session | null>(key) ?? undefined;

const clientRoles = new Set(["CDM", "CAP", "CHR", "CUS", "CRO", "VND"]);
export const isOfClient = (session: Pick<Session, "roles">): boolean => session.roles.some((role) => clientRoles.has(role));
/// Where somebody belongs: a client's people to the portal, an entry of its own, all others to the console, which knows their first place.
export const homeOf = (session: Session): string => (isOfClient(session) ? "/portal" : "/");
export const isPortal = (address: string): boolean => /^\/portal(?:[/?#]|$)/.test(address);

/// Whether the person signed in may do what `permission` ("device.write") names.
export function useMay(permission: string): boolean {
  const session = useSession();
  return session?.permissions.includes(permission) ?? false;
}

onSignedOut(() => {
  if (queries.getQueryData(key)) setSession(null);
});
